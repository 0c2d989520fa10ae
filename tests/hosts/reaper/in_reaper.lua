-- The checks of the tests inside a real REAPER, by hand: open an empty new project, start the daemon, and run this file
-- as a ReaScript (Actions > New action > Load ReaScript), or from a terminal:
--
--   foley-bridge serve &
--   reaper -cfgfile /tmp/foley-check.ini -nosplash -new tests/hosts/reaper/in_reaper.lua
--
-- What was found stands in REAPER's console and in foley-bridge-check.txt in its resource folder. docs/hosts/reaper.md
-- says more. The fake REAPER of the tests runs this file too.

local here = debug.getinfo(1, "S").source:match("^@(.*[/\\])")
package.path = here .. "../../../reaper_scripts/lib/?.lua;" .. package.path

local desk = require("reaper_desk")
local pending_of = require("pending")
local run = require("reaper_run")
local timeline = require("reaper_timeline")

local PROMPT, COUNT, POSITION_S = "boots on gravel", 2, 1.5
local WAIT_S = 300

local project, file = desk.project()
local lines, failed = {}, 0

local function check(sentence, fine)
  failed = failed + (fine and 0 or 1)
  lines[#lines + 1] = (fine and "ok      " or "FAILED  ") .. sentence
end

local function report()
  lines[#lines + 1] = failed == 0 and "all checks passed" or failed .. " checks failed"
  local text = table.concat(lines, "\n") .. "\n"
  reaper.ShowConsoleMsg(text)
  local stream = io.open(reaper.GetResourcePath() .. "/foley-bridge-check.txt", "w")
  if stream then
    stream:write(text)
    stream:close()
  end
end

local function has(name)
  local own = name:match("^gfx%.(.+)$")
  local fine, value = pcall(function()
    return own and gfx[own] or not own and reaper[name]
  end)
  return fine and value ~= nil and value ~= false
end

local function check_facts()
  local missing = {}
  for line in io.lines(here .. "signatures.txt") do
    local name = line:match("^([%w_.]+)%(")
    if name and not has(name) then
      missing[#missing + 1] = name
    end
  end
  check("REAPER has every function in signatures.txt; missing: " .. table.concat(missing, " "), #missing == 0)
end

local function text_of_take(take, key)
  local _, text = reaper.GetSetMediaItemTakeInfo_String(take, key, "", false)
  return text
end

-- The candidates as the takes tell of them, best first.
local function candidates_of(item)
  local list = {}
  for index = 0, reaper.CountTakes(item) - 1 do
    local take = reaper.GetMediaItemTake(item, index)
    list[index + 1] = {
      index = math.tointeger(tonumber(text_of_take(take, "P_EXT:foley_index"))),
      rank = math.tointeger(tonumber(text_of_take(take, "P_NAME"):match("^%d+"))),
      score = tonumber(text_of_take(take, "P_EXT:foley_score")),
      seed = math.tointeger(tonumber(text_of_take(take, "P_EXT:foley_seed"))),
      path = reaper.GetMediaSourceFileName(reaper.GetMediaItemTake_Source(take)),
    }
  end
  table.sort(list, function(a, b)
    return a.rank < b.rank
  end)
  return list
end

local function check_item(order)
  check("one item is there", reaper.CountMediaItems(project) == 1)
  local item = reaper.GetMediaItem(project, 0)
  if not item then
    return
  end
  check("it holds " .. COUNT .. " takes", reaper.CountTakes(item) == COUNT)
  check("it stands where it was asked for", reaper.GetMediaItemInfo_Value(item, "D_POSITION") == POSITION_S)
  check("it is a second long", math.abs(reaper.GetMediaItemInfo_Value(item, "D_LENGTH") - order.seconds) < 0.001)
  check("the best take is active", text_of_take(reaper.GetActiveTake(item), "P_NAME"):match("^1 ") ~= nil)
  check("the takes know their request", text_of_take(reaper.GetActiveTake(item), "P_EXT:foley_request") == order.id)
  check("one undo point was made", reaper.Undo_CanUndo2(project) == "Foley: " .. PROMPT)
  local again = timeline.new(project):place(order, candidates_of(item), true)
  check("placing the same again adds nothing", again and reaper.CountTakes(item) == COUNT)
  check("and makes no undo point", reaper.Undo_CanUndo2(project) == "Foley: " .. PROMPT)
  reaper.Undo_DoUndo2(project)
  check("undo takes all takes away at once", reaper.CountMediaItems(project) == 0)
end

local function begin()
  reaper.InsertTrackInProject(project, 0, 0)
  local track = reaper.GetTrack(project, 0)
  local _, guid = reaper.GetSetMediaTrackInfo_String(track, "GUID", "", false)
  local order = { id = run.new_id(), address = "/foley/generate", prompt = PROMPT, count = COUNT, seconds = 1 }
  order.position, order.track, order.destination = POSITION_S, guid, desk.media_folder(project, file)
  pending_of.new(desk.store(project)):add(order)
  return order
end

local function wait(order, until_s)
  if #pending_of.new(desk.store(project)):ids() == 0 then
    check_item(order)
    report()
  elseif desk.now_s() < until_s then
    reaper.defer(function()
      wait(order, until_s)
    end)
  else
    check("the request came to an end", false)
    report()
  end
end

if reaper.CountTracks(project) > 0 then
  desk.tell("Open a new, empty project first: these checks make and undo things in it.")
else
  check_facts()
  local order = begin()
  run.requests(project)
  wait(order, desk.now_s() + WAIT_S)
end
