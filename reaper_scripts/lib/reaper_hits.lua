-- @noindex
-- Foley to picture: where hits belong and how strong they are, asked of the project, of the daemon and of the person.

local desk = require("reaper_desk")
local order_of = require("order")
local run = require("reaper_run")

local hits = {}

local HITS, HIT_S, HIT_MOST_S, PLACES_MOST = 5, 1, 10, 500
local RANGE_DB, RANGE_MOST_DB, HUMAN = 24, 60, 0.5
local VELOCITY_MOST = 127

--- The strength that a marker's name ends with, such as "step 40%"; 1 where it says none.
function hits.strength_of(name)
  local percent = tonumber(name:match("(%d+)%s*%%%s*$") or "")
  return percent and percent > 0 and percent <= 100 and percent / 100 or 1
end

local function by_time(one, other)
  return one.position < other.position
end

-- Markers, and beginnings of regions, whose name holds these words; those in the time selection, where there is one.
local function marked(asking, project, named)
  local from_s, to_s = reaper.GetSet_LoopTimeRange2(project, false, false, 0, 0, false)
  local regions, markers = asking.all_marks(project)
  local places = {}
  for _, list in ipairs({ markers, regions }) do
    for _, mark in ipairs(list) do
      local within_it = to_s <= from_s or (mark.position >= from_s and mark.position <= to_s)
      if within_it and mark.prompt:lower():find(named:lower(), 1, true) then
        places[#places + 1] = { position = mark.position, strength = hits.strength_of(mark.prompt) }
      end
    end
  end
  table.sort(places, by_time)
  return places
end

-- Why there are no places, or too many; nil where they can be had.
local function refusal_of_places(places, none)
  if #places == 0 then
    return none
  elseif #places > PLACES_MOST then
    local sentence = "There are %d of them: %d are the most. Select a range of time, or a shorter item."
    return string.format(sentence, #places, PLACES_MOST)
  end
  return nil
end

local function within(number, least, most)
  return number and number >= least and number <= most
end

-- Why the numbers of a form cannot be had; nil where they can.
local function refusal_of_numbers(seconds, range, human)
  if seconds > HIT_MOST_S then
    return string.format("A hit of %g seconds is too long: choose %g at most.", seconds, HIT_MOST_S)
  elseif not within(range, 0, RANGE_MOST_DB) then
    return string.format("Weak hits can be 0 to %g dB quieter than the strongest.", RANGE_MOST_DB)
  elseif not within(human, 0, 1) then
    return "The variation goes from 0, none, to 1."
  end
  return nil
end

-- An order and its places as the person wants them; asked again, with the reason, until they can be had. `places_of`
-- gives the places that what is said in the second line leaves, and why they cannot be had.
local function ask(here, title, narrowing, places_of)
  local captions = { "What should be heard?", narrowing, "Different sounds", "Seconds (0.1 to 10)" }
  captions[5], captions[6] = "Weakest by at most dB", "Variation (0 to 1)"
  local values = { here.store.get("last prompt"), "", HITS, HIT_S, RANGE_DB, HUMAN }
  while true do
    values = desk.form(title, captions, values)
    if not values then
      return nil
    end
    local count, seconds = math.tointeger(tonumber(values[3] or "")), tonumber(values[4] or "")
    local range, human = tonumber(values[5] or ""), tonumber(values[6] or "")
    local refusal = order_of.refusal(values[1], seconds, count) or refusal_of_numbers(seconds, range, human)
    local places
    if not refusal then
      places, refusal = places_of(values[2])
    end
    if not refusal then
      count = math.min(count, #places)
      return { prompt = values[1], count = count, seconds = seconds, range = range, human = human }, places
    end
    desk.tell(refusal)
  end
end

-- Times and strengths as texts, which an order keeps.
local function keep_places(order, places)
  local times, strengths = {}, {}
  for at, one in ipairs(places) do
    times[at] = string.format("%.6f", one.position)
    strengths[at] = string.format("%.4f", one.strength)
  end
  order.places, order.strengths = table.concat(times, " "), table.concat(strengths, " ")
end

-- Remember an order for hits at these places.
local function put(asking, here, order, places)
  here.store.set("last prompt", order.prompt)
  keep_places(order, places)
  order.address, order.position = "/foley/generate", places[1].position
  order.track = asking.selected_track(here.project)
  asking.explain(here, order)
  here.pending:add(asking.filled(here, order))
end

--- Ask for hits at the project's markers.
function hits.at_markers(asking)
  local here = asking.begin()
  if not here then
    return
  end
  local order, places = ask(here, "Foley Bridge: a hit at every marker", "Only markers called", function(named)
    local found = marked(asking, here.project, named)
    local none = "There is no such marker: set one at every place where it should be heard."
    return found, refusal_of_places(found, none)
  end)
  if order then
    put(asking, here, order, places)
  end
  run.requests(here.project)
end

-- The item's stretch of the timeline, and where in its source it begins and how fast it goes.
local function stretch_of(item, take)
  local position_s = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
  return {
    from = position_s,
    to = position_s + reaper.GetMediaItemInfo_Value(item, "D_LENGTH"),
    offset = reaper.GetMediaItemTakeInfo_Value(take, "D_STARTOFFS"),
    speed = reaper.GetMediaItemTakeInfo_Value(take, "D_PLAYRATE"),
  }
end

-- The notes of a MIDI item that sound, as strong as they were played; chords are one hit.
local function notes_of(item, take)
  local stretch, by_place = stretch_of(item, take), {}
  local _, count = reaper.MIDI_CountEvts(take)
  for index = 0, count - 1 do
    local found, _, muted, start, _, _, _, velocity = reaper.MIDI_GetNote(take, index)
    local at_s = found and reaper.MIDI_GetProjTimeFromPPQPos(take, start)
    if found and not muted and at_s >= stretch.from and at_s < stretch.to then
      local key = string.format("%.3f", at_s)
      local known = by_place[key]
      local strength = math.max(velocity / VELOCITY_MOST, known and known.strength or 0)
      by_place[key] = { position = known and known.position or at_s, strength = strength }
    end
  end
  local places = {}
  for _, one in pairs(by_place) do
    places[#places + 1] = one
  end
  table.sort(places, by_time)
  return places
end

-- The hits that the daemon told of a recording, where the item plays them.
local function places_in(stretch, told)
  local places = {}
  for _, one in ipairs(told) do
    local at_s = stretch.from + (one.seconds - stretch.offset) / stretch.speed
    if at_s >= stretch.from and at_s < stretch.to then
      places[#places + 1] = { position = at_s, strength = one.strength }
    end
  end
  return places
end

local function ask_and_put(asking, here, places)
  local none = "The item has no hit that strong: choose a lower number."
  local title = string.format("Foley Bridge: like the item's %d hits", #places)
  local order, kept = ask(here, title, "Only from strength (0 to 1)", function(least)
    local strong = {}
    for _, one in ipairs(places) do
      strong[#strong + 1] = one.strength >= (tonumber(least) or 0) and one or nil
    end
    return strong, refusal_of_places(strong, none)
  end)
  if order then
    put(asking, here, order, kept)
  end
  run.requests(here.project)
end

--- What was told, by number; nil while a part is missing.
function hits.whole(told, count)
  local list = {}
  for number = 1, count do
    if not told[number] then
      return nil -- the length of a list with a hole is any
    end
    list[number] = told[number]
  end
  return list
end

local function keep_told(told, first, text)
  local number = first
  for seconds, strength in text:gmatch("(%S+) (%S+)") do
    told[number] = { seconds = tonumber(seconds), strength = tonumber(strength) }
    number = number + 1
  end
end

-- Have the daemon listen to what an item plays.
local function listen(asking, here, item, take)
  local stretch = stretch_of(item, take)
  local file = reaper.GetMediaSourceFileName(reaper.GetMediaItemTake_Source(take))
  local length_s = (stretch.to - stretch.from) * stretch.speed
  local start_s = math.max(0, stretch.offset) -- an item may begin before its sound does
  local args = { run.new_id(), file, "start", start_s, "end", stretch.offset + length_s }
  local told = {}
  run.ask({ address = "/foley/onsets", types = "sssfsf", args = args }, function(answer)
    if answer.event == "hits" then
      keep_told(told, answer.first, answer.told)
      return false
    elseif answer.word == "failed" then
      desk.tell(answer.text)
      return true
    elseif answer.event ~= "onsets" then
      return false -- it listens
    end
    local list = hits.whole(told, answer.count)
    if not list then
      return false -- a part was lost: it is asked again
    end
    ask_and_put(asking, here, places_in(stretch, list))
    return true
  end)
end

--- Ask for hits where the selected item has them.
function hits.like_item(asking)
  local here = asking.begin()
  local item = here and asking.selected_item(here.project)
  local take = item and reaper.GetActiveTake(item)
  if take and reaper.TakeIsMIDI(take) then
    local places = notes_of(item, take)
    if #places > 0 then
      ask_and_put(asking, here, places)
    else
      desk.tell("The MIDI item has no notes that sound.")
    end
  elseif take and reaper.GetMediaItemTake_Source(take) then
    listen(asking, here, item, take)
  elseif here then
    desk.tell("Select an item first, a recording or MIDI: its hits say where and how strong the sounds are.")
  end
end

return hits
