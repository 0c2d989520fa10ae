-- @noindex
-- @description Foley Bridge: generate for every region or marker
-- @author The Foley Bridge authors

package.path = debug.getinfo(1, "S").source:match("^@(.*[/\\])") .. "lib/?.lua;" .. package.path
require("reaper_actions").generate_for_regions()
