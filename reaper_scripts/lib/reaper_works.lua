-- @noindex
-- Whole pieces of work that the daemon does by itself: a cue sheet, a round robin for a game engine.

local desk = require("reaper_desk")
local order_of = require("order")
local run = require("reaper_run")

local works = {}

local COUNT, VARIANTS_MOST = 4, 64
local EXPORTS = "/Exports/"

local function name_of(file)
  local name = file:match("([^/\\]+)$") or file
  return (name:gsub("%.[^.]*$", ""))
end

-- What is said in a line of a form; nil where it was left empty.
local function said(text)
  return text ~= "" and text or nil
end

-- What a sheet leaves open, as the person wants it; asked again, with the reason, until it can be had.
local function ask_sheet(name)
  local captions = { "Seconds of cues that say none", "Takes of cues that say none (1 to 16)" }
  captions[3], captions[4] = "Frames a second of its timecode", "Its time at the project's zero"
  local values = { "", COUNT, "", "0" }
  while true do
    values = desk.form("Foley Bridge: the cue sheet " .. name, captions, values)
    if not values then
      return nil
    end
    local seconds, count = tonumber(values[1]), math.tointeger(tonumber(values[2]))
    local refusal = order_of.refusal("x", values[1] == "" and 1 or seconds, count)
    if not refusal then
      return { seconds = seconds, count = count, fps = said(values[3]), begins = said(values[4]) }
    end
    desk.tell(refusal)
  end
end

--- A whole cue sheet, put onto the project's tracks when all of it is made.
function works.cue_sheet(asking)
  local here = asking.begin()
  if not here then
    return
  end
  local chosen, file = reaper.GetUserFileNameForRead("", "Foley Bridge: choose a cue sheet", "csv")
  local order = chosen and ask_sheet(name_of(file))
  if order then
    order.address, order.path, order.prompt, order.position = "/foley/cues", file, name_of(file), 0
    order = asking.filled(here, order)
    order.out = order.destination and order.destination .. "/" .. order.prompt
    if here.file == "" then
      desk.say("The project is not saved yet: the sounds go into Foley Bridge's own folder, not into the project's.")
    end
    here.pending:add(order)
  end
  run.requests(here.project)
end

-- The candidates that the selected items play; of one item alone all that it holds.
local function candidates_of(project)
  local items, found = reaper.CountSelectedMediaItems(project), {}
  local function add(take)
    local _, request = reaper.GetSetMediaItemTakeInfo_String(take, "P_EXT:foley_request", "", false)
    local _, index = reaper.GetSetMediaItemTakeInfo_String(take, "P_EXT:foley_index", "", false)
    found[#found + 1] = request ~= "" and index ~= "" and request .. "#" .. index or nil
  end
  for at = 0, items - 1 do
    local item = reaper.GetSelectedMediaItem(project, at)
    if items > 1 and reaper.GetActiveTake(item) then
      add(reaper.GetActiveTake(item))
    end
    for index = 0, items == 1 and reaper.CountTakes(item) - 1 or -1 do
      local take = reaper.GetMediaItemTake(item, index)
      if take then
        add(take)
      end
    end
  end
  return found
end

-- Why an export cannot be made so; nil where it can.
local function refusal_of(values, takes)
  local variants = math.tointeger(tonumber(values[2]))
  if values[2] ~= "" and not (variants and variants >= 1 and variants <= VARIANTS_MOST) then
    return "The number of variants must be 1 to " .. VARIANTS_MOST .. ", or nothing for as many as there are."
  elseif variants and variants > takes then
    return string.format("%d takes are selected: they cannot become %d variants.", takes, variants)
  elseif values[3] ~= "" and not tonumber(values[3]) then
    return "The loudness is a number of LUFS such as -20, or nothing for the takes' median."
  elseif values[4] ~= "" and values[4] ~= "3" and values[4] ~= "4" then
    return "Godot's version is 3 or 4, or nothing."
  elseif values[5] ~= "0" and values[5] ~= "1" then
    return "Say 1 to put it in the place of an export that is there, else 0."
  end
  return nil
end

local function ask_export(folder, takes)
  local captions = { "Folder", "Variants (else as many as differ)", "LUFS of each (else their median)" }
  captions[4], captions[5] = "For Godot 3 or 4", "Replace one that is there (0 or 1)"
  local values = { folder, "", "", "", "0" }
  while true do
    values = desk.form("Foley Bridge: " .. takes .. " takes as a round robin", captions, values)
    local refusal = values and refusal_of(values, takes)
    if not refusal then
      return values
    end
    desk.tell(refusal)
  end
end

--- A round robin of the selected items: variants that differ, cut and equally loud, in a folder for a game engine.
function works.export(asking)
  local here = asking.begin()
  if not here then
    return
  end
  local candidates = candidates_of(here.project)
  if #candidates == 0 then
    desk.tell("Select items that Foley Bridge made first: their takes become the variants.")
  else
    local item = reaper.GetSelectedMediaItem(here.project, 0)
    local _, prompt = reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley_prompt", "", false)
    local beside = here.file:match("^(.*)[/\\]")
    local values = ask_export(beside and beside .. EXPORTS .. prompt or "", #candidates)
    if values then
      local order = { id = run.new_id(), address = "/foley/export", prompt = prompt, position = 0 }
      order.takes, order.out = table.concat(candidates, "|"), said(values[1])
      order.count, order.loudness = math.tointeger(tonumber(values[2])), tonumber(values[3])
      order.godot, order.replace = math.tointeger(tonumber(values[4])), math.tointeger(tonumber(values[5]))
      here.pending:add(order)
    end
  end
  run.requests(here.project)
end

return works
