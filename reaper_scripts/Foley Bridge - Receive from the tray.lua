-- @noindex
-- @description Foley Bridge: receive what is sent from the tray, at the edit cursor (on or off)
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").receive()
