-- @noindex
-- @description Foley Bridge: what lies between the takes of two selected items
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").blend()
