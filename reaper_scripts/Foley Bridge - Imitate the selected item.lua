-- @noindex
-- @description Foley Bridge: a sound in the timing of the selected item
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").imitate()
