-- @noindex
-- @description Foley Bridge: a hit at every marker, dealt from several
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").spot()
