-- @description Foley Bridge: Foley from a prompt, as takes on the selected track
-- @author The Foley Bridge authors
-- @version 0.1.0
-- @changelog First version.
-- @provides
--   [main] .
--   [main] Foley Bridge - Cancel.lua
--   [main] Foley Bridge - Choose pack.lua
--   [main] Foley Bridge - Fill the time selection.lua
--   [main] Foley Bridge - Generate again with a new seed.lua
--   [main] Foley Bridge - Generate for every region or marker.lua
--   [main] Foley Bridge - Imitate the selected item.lua
--   [main] Foley Bridge - More like this take.lua
--   [main] Foley Bridge - Receive from the tray.lua
--   [main] Foley Bridge - Start or find the daemon.lua
--   [main] Foley Bridge - Train on selected items.lua
--   [nomain] lib/*.lua
-- @about
--   # Foley Bridge
--
--   Asks the Foley Bridge daemon on this machine for sounds, and puts the ranked candidates onto the selected track as
--   takes of one item, the best one active, in one undo step. The daemon is a program of its own: install it with
--   `pip install foley-bridge` and start it with `foley-bridge serve`.

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").generate()
