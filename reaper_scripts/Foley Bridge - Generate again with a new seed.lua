-- @noindex
-- @description Foley Bridge: generate again with a new seed
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").generate_again()
