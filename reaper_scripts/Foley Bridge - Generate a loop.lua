-- @noindex
-- @description Foley Bridge: a seamless loop as long as the time selection
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").generate_loop()
