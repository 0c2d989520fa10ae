-- @noindex
-- @description Foley Bridge: a part of the selected item made anew
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").fill()
