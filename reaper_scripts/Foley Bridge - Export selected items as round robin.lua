-- @noindex
-- @description Foley Bridge: export the selected items as a round robin for a game engine
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").export_round_robin()
