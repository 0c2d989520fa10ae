-- @noindex
-- @description Foley Bridge: hits where the selected recording or MIDI item has its own, as strong as they are
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").spot_guided()
