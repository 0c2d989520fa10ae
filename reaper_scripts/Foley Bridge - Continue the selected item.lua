-- @noindex
-- @description Foley Bridge: the selected item continued at its end
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").continue_item()
