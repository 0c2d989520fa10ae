-- @noindex
-- @description Foley Bridge: the studio's own recordings that are like the selected item
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").find_similar()
