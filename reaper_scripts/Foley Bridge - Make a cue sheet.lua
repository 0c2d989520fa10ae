-- @noindex
-- @description Foley Bridge: make a whole cue sheet, on the project's tracks
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").cue_sheet()
