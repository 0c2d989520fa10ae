-- @noindex
-- What each action does: looks at the project, asks the person, remembers an order, and lets the requests run.

local desk = require("reaper_desk")
local hits = require("reaper_hits")
local library = require("reaper_library")
local order_of = require("order")
local pending_of = require("pending")
local run = require("reaper_run")
local works = require("reaper_works")

local actions = {}

local LENGTH_S, COUNT = 4, 4 -- where nothing says otherwise
local LIKENESS = 0.5
local STRENGTH = 0.6
local IMITATED_S, FILLED_S = { 0.25, 60 }, { 0.05, 8 }
local ADDED_S, LOOP_LEAST_S = 2, 1
local BLENDED = 0.3
local WHOLE_S = 0.001 -- an item that differs less from its recording plays all of it

-- The project at the front with what is kept in it. Where no daemon runs, the person is asked first.
local function begin()
  if not run.daemon_is_there() and not run.offer_start() then
    return nil
  end
  local project, file = desk.project()
  local store = desk.store(project)
  return { project = project, file = file, store = store, pending = pending_of.new(store) }
end

local function guid_of_track(track)
  local _, guid = reaper.GetSetMediaTrackInfo_String(track, "GUID", "", false)
  return guid
end

local function selected_track(project)
  local track = reaper.CountSelectedTracks(project) > 0 and reaper.GetSelectedTrack(project, 0)
  return track and guid_of_track(track) or nil
end

local function selected_item(project)
  return reaper.CountSelectedMediaItems(project) > 0 and reaper.GetSelectedMediaItem(project, 0) or nil
end

-- Where the sound belongs and how long it is: time selection, else selected item, else cursor and the last length.
local function span(here)
  local from_s, to_s = reaper.GetSet_LoopTimeRange2(here.project, false, false, 0, 0, false)
  if to_s > from_s then
    return from_s, to_s - from_s
  end
  local item = selected_item(here.project)
  if item then
    return reaper.GetMediaItemInfo_Value(item, "D_POSITION"), reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
  end
  return reaper.GetCursorPositionEx(here.project), tonumber(here.store.get("last seconds")) or LENGTH_S
end

-- What is not as usual, and what comes of it.
local function explain(here, order)
  if here.file == "" then
    desk.say("The project is not saved yet: the sounds go into Foley Bridge's own folder, not into the project's.")
  end
  if not order.track and not order.item then
    desk.say("No track is selected: the takes go onto a track called Foley.")
  end
end

-- What every order to make sounds holds.
local function filled(here, order)
  order.id = run.new_id()
  order.destination = desk.media_folder(here.project, here.file)
  order.project = desk.project_name(here.file)
  return order
end

local function shortest(seconds)
  return (string.format("%.3f", seconds):gsub("%.?0+$", ""))
end

-- Prompt, takes and length as the person wants them; asked again, with the reason, until they can be had.
local function ask_order(here, seconds, loop)
  local lengths = loop and "Seconds (1 to 180)" or "Seconds (0.1 to 180)"
  local captions = { "What should be heard?", "Takes (1 to 16)", lengths }
  local count = here.store.get("last count")
  local values = { here.store.get("last prompt"), count ~= "" and count or COUNT, shortest(seconds) }
  while true do
    values = desk.form(loop and "Foley Bridge: generate a loop" or "Foley Bridge: generate", captions, values)
    if not values then
      return nil
    end
    local length_s, takes = tonumber(values[3] or ""), math.tointeger(tonumber(values[2] or ""))
    local refusal = order_of.refusal(values[1], length_s, takes)
    if not refusal and loop and length_s < LOOP_LEAST_S then
      refusal = string.format("A loop of %g seconds would be heard as a tone: choose 1 second or more.", length_s)
    end
    if not refusal then
      local one = { address = "/foley/generate", prompt = values[1], count = takes, seconds = length_s }
      one.loop = loop and 1 or nil
      return one
    end
    desk.tell(refusal)
  end
end

local function generate(loop)
  local here = begin()
  if not here then
    return
  end
  local position_s, length_s = span(here)
  local order = ask_order(here, order_of.fitting(length_s), loop)
  if order then
    here.store.set("last prompt", order.prompt)
    here.store.set("last count", tostring(order.count))
    here.store.set("last seconds", tostring(order.seconds))
    order.position, order.track = position_s, selected_track(here.project)
    explain(here, order)
    here.pending:add(filled(here, order))
  end
  run.requests(here.project) -- what an earlier run left goes on in any case
end

--- Ask for a prompt, and put its takes onto the selected track at the time selection or the cursor.
function actions.generate()
  generate(false)
end

--- The same for a seamless loop, exactly as long as the time selection.
function actions.generate_loop()
  generate(true)
end

local function item_text(item, key)
  local _, text = reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley_" .. key, "", false)
  return text
end

local function take_text(take, key)
  local _, text = reaper.GetSetMediaItemTakeInfo_String(take, "P_EXT:foley_" .. key, "", false)
  return text
end

-- The selected item that holds takes of ours; else the person is told.
local function own_item(project)
  local item = selected_item(project)
  if item and item_text(item, "requests") ~= "" then
    return item
  end
  desk.tell("Select an item that Foley Bridge made first.")
  return nil
end

-- An order for more takes of an item.
local function order_for(item)
  local _, guid = reaper.GetSetMediaItemInfo_String(item, "GUID", "", false)
  return {
    item = guid,
    track = guid_of_track(reaper.GetMediaItem_Track(item)),
    position = reaper.GetMediaItemInfo_Value(item, "D_POSITION"),
    prompt = item_text(item, "prompt"),
    count = math.tointeger(tonumber(item_text(item, "count"))) or COUNT,
    seconds = tonumber(item_text(item, "seconds")) or LENGTH_S,
  }
end

--- The same again with a new seed, as more takes of the selected item.
function actions.generate_again()
  local here = begin()
  local item = here and own_item(here.project)
  if item then
    local order = order_for(item)
    order.address = "/foley/generate" -- a new id is a new seed
    explain(here, order)
    here.pending:add(filled(here, order))
  end
  if here then
    run.requests(here.project)
  end
end

-- The candidate that an item plays, as ID#INDEX; nil, and the person is told, where it plays none of ours.
local function candidate_of(item)
  local take = item and reaper.GetActiveTake(item)
  if take and take_text(take, "request") == "" then
    desk.tell("The active take was not made by Foley Bridge: choose one that was.")
  elseif take then
    return take_text(take, "request") .. "#" .. take_text(take, "index")
  end
  return nil
end

-- Variations of the active take of the selected item, as more takes of it.
local function vary(less)
  local here = begin()
  local item = here and own_item(here.project)
  local candidate = candidate_of(item)
  if candidate then
    local order = order_for(item)
    order.address, order.amount, order.less = "/foley/variation", LIKENESS, less
    order.candidate = candidate
    here.pending:add(filled(here, order))
  end
  if here then
    run.requests(here.project)
  end
end

--- More like the active take of the selected item.
function actions.more_like_this()
  vary(nil)
end

--- Less like the active take of the selected item: fresh sounds of its prompt that go away from it.
function actions.less_like_this()
  vary(1)
end

--- What lies between the active takes of two selected items, as more takes of the first.
function actions.blend()
  local here = begin()
  local first, second
  if here and reaper.CountSelectedMediaItems(here.project) == 2 then
    first = candidate_of(reaper.GetSelectedMediaItem(here.project, 0))
    second = first and candidate_of(reaper.GetSelectedMediaItem(here.project, 1))
  elseif here then
    desk.tell("Select two items that Foley Bridge made, equally long.")
  end
  if second then
    local order = order_for(reaper.GetSelectedMediaItem(here.project, 0))
    order.address, order.amount = "/foley/variation", BLENDED
    order.candidate, order.blend = first, second
    here.pending:add(filled(here, order))
  end
  if here then
    run.requests(here.project)
  end
end

-- The recording that an item plays, from its beginning and at its own speed; nil, and the person is told why.
local function recording_of(item)
  local take = item and reaper.GetActiveTake(item)
  local source = take and reaper.GetMediaItemTake_Source(take)
  local file = source and reaper.GetMediaSourceFileName(source) or ""
  if file == "" then
    desk.tell("Select an item with a recording first.")
    return nil
  end
  local offset_s = reaper.GetMediaItemTakeInfo_Value(take, "D_STARTOFFS")
  if offset_s ~= 0 or reaper.GetMediaItemTakeInfo_Value(take, "D_PLAYRATE") ~= 1 then
    desk.tell("The item plays its recording from another place or at another speed: glue it first (Item > Glue items).")
    return nil
  end
  return file
end

-- Why a strength or the seconds that are added cannot be asked for; nil where they can.
local function refusal_of(begun, number)
  if begun.strength and not (number and number > 0 and number <= 1) then
    return "The strength must be over 0 and at most 1."
  elseif begun.extend and not (number and number >= FILLED_S[1] and number <= FILLED_S[2]) then
    return string.format("%g to %g seconds can be added.", table.unpack(FILLED_S))
  end
  return nil
end

-- Prompt, takes and, where one is given, strength or length; asked again, with the reason, until they can be had.
local function ask_begun(here, title, begun)
  local asked = begun.strength and "Strength (over 0 to 1)" or begun.extend and "Seconds to add (0.05 to 8)"
  local captions = { "What should be heard?", "Takes (1 to 16)", asked or nil }
  local values = { here.store.get("last prompt"), COUNT, begun.strength or begun.extend }
  while true do
    values = desk.form(title, captions, values)
    if not values then
      return nil
    end
    local takes, number = math.tointeger(tonumber(values[2] or "")), tonumber(values[3] or "")
    local refusal = order_of.refusal(values[1], LENGTH_S, takes) or refusal_of(begun, number)
    if not refusal then
      local strength, extend = begun.strength and number, begun.extend and number
      return { prompt = values[1], count = takes, strength = strength, extend = extend }
    end
    desk.tell(refusal)
  end
end

-- Takes of an item that begin from its recording: `begun` holds what the address asks beside prompt and count.
local function order_from(here, item, title, begun)
  local asked = ask_begun(here, title, begun)
  if not asked then
    return
  end
  here.store.set("last prompt", asked.prompt)
  local order = order_for(item)
  for _, part in ipairs({ begun, asked }) do
    for key, value in pairs(part) do
      order[key] = value
    end
  end
  here.pending:add(filled(here, order))
end

local function within(value, limits)
  return value >= limits[1] and value <= limits[2]
end

--- A sound in the timing and loudness of the selected item, as more takes of it.
function actions.imitate()
  local here = begin()
  local item = here and selected_item(here.project)
  local file = here and recording_of(item)
  if file then
    local length_s = reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
    if within(length_s, IMITATED_S) then
      local begun = { address = "/foley/transform", path = file, strength = STRENGTH, seconds = length_s }
      order_from(here, item, "Foley Bridge: imitate the item", begun)
    else
      desk.tell(string.format("Items of %g to %g seconds can be imitated: split it.", table.unpack(IMITATED_S)))
    end
  end
  if here then
    run.requests(here.project)
  end
end

--- The time selection of the selected item made anew, as more takes of it.
function actions.fill()
  local here = begin()
  local item = here and selected_item(here.project)
  local file = here and recording_of(item)
  if file then
    local position_s = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
    local length_s = reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
    local from_s, to_s = reaper.GetSet_LoopTimeRange2(here.project, false, false, 0, 0, false)
    local begun = { address = "/foley/fill", path = file, start = from_s - position_s, finish = to_s - position_s }
    begun.seconds = length_s
    if begun.start >= 0 and begun.finish <= length_s and within(to_s - from_s, FILLED_S) then
      order_from(here, item, "Foley Bridge: fill the time selection", begun)
    else
      local sentence = "Select %g to %g seconds inside the item first: they are made anew."
      desk.tell(string.format(sentence, table.unpack(FILLED_S)))
    end
  end
  if here then
    run.requests(here.project)
  end
end

--- The selected item continued at its end, as more takes of it that are the same before, and longer.
function actions.continue_item()
  local here = begin()
  local item = here and selected_item(here.project)
  local file = here and recording_of(item)
  if file then
    local length_s = reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
    local source = reaper.GetMediaItemTake_Source(reaper.GetActiveTake(item))
    if math.abs(reaper.GetMediaSourceLength(source) - length_s) > WHOLE_S then
      desk.tell("The item does not play its recording to the end: glue it first (Item > Glue items).")
    else
      local begun = { address = "/foley/fill", path = file, start = 0, finish = 0, extend = ADDED_S }
      begun.seconds = length_s
      order_from(here, item, "Foley Bridge: continue the item", begun)
    end
  end
  if here then
    run.requests(here.project)
  end
end

local function all_marks(project)
  local regions, markers = {}, {}
  local index = 0
  while true do
    local found, is_region, from_s, to_s, name = reaper.EnumProjectMarkers3(project, index)
    if found == 0 then
      return regions, markers
    end
    local list = is_region and regions or markers
    list[#list + 1] = { position = from_s, seconds = is_region and to_s - from_s or nil, prompt = name }
    index = index + 1
  end
end

-- The regions, or where there are none the markers, whose names can be prompts; and how many were passed over.
local function named_marks(project, seconds)
  local regions, markers = all_marks(project)
  local chosen, skipped, shortened = {}, 0, 0
  for _, mark in ipairs(#regions > 0 and regions or markers) do
    local wanted_s = mark.seconds or seconds
    mark.seconds = order_of.fitting(wanted_s)
    if order_of.refusal(mark.prompt, mark.seconds, 1) then
      skipped = skipped + 1
    else
      shortened = shortened + (mark.seconds ~= wanted_s and 1 or 0)
      chosen[#chosen + 1] = mark
    end
  end
  return chosen, skipped, shortened
end

local function say_what_differs(skipped, shortened)
  if skipped > 0 then
    desk.say(skipped .. " regions or markers have no name that can be a prompt: they were passed over.")
  end
  if shortened > 0 then
    desk.say(
      shortened .. " regions are shorter than 0.1 or longer than 180 seconds: their sounds are as near as can be."
    )
  end
end

--- Takes for every region or marker: the names are the prompts.
function actions.generate_for_regions()
  local here = begin()
  if not here then
    return
  end
  local _, length_s = span(here)
  local marks, skipped, shortened = named_marks(here.project, order_of.fitting(length_s))
  say_what_differs(skipped, shortened)
  if #marks == 0 then
    desk.tell("No region and no marker has a name: give them the prompts as names first.")
  else
    local given = desk.form("Foley Bridge: " .. #marks .. " regions or markers", { "Takes each (1 to 16)" }, { COUNT })
    local count = given and math.tointeger(tonumber(given[1]))
    local refusal = given and order_of.refusal("x", 1, count)
    if refusal then
      desk.tell(refusal)
    elseif given then
      local track = selected_track(here.project)
      explain(here, { track = track })
      for _, mark in ipairs(marks) do
        mark.address, mark.count, mark.track = "/foley/generate", count, track
        here.pending:add(filled(here, mark))
      end
    end
  end
  run.requests(here.project)
end

--- Recordings of the studio's own by words; the one that is chosen goes to the edit cursor.
function actions.search()
  local here = begin()
  local given = here and desk.form("Foley Bridge: search the library", { "What should be heard?" }, { "" })
  if given and given[1] == "" then
    desk.tell("Say what should be heard: the words are empty.")
  elseif given then
    library.search(here.project, given[1], "", {})
  end
end

--- Recordings of the studio's own that are like what the selected item plays.
function actions.find_similar()
  local here = begin()
  local item = here and selected_item(here.project)
  local take = item and reaper.GetActiveTake(item)
  local source = take and reaper.GetMediaItemTake_Source(take)
  if source and take_text(take, "request") ~= "" then
    library.search(here.project, "", "ss", { "like", candidate_of(item) })
  elseif source then
    library.search(here.project, "", "ss", { "like", reaper.GetMediaSourceFileName(source) })
  elseif here then
    desk.tell("Select an item first: recordings like what it plays are looked for.")
  end
end

-- What the actions that put hits on the timeline need of this file.
local asking = {
  begin = begin,
  filled = filled,
  explain = explain,
  selected_track = selected_track,
  selected_item = selected_item,
  all_marks = all_marks,
}

--- One sound at every marker: several are made and dealt over the markers, each as an item with its onset there.
function actions.spot()
  hits.at_markers(asking)
end

--- The same where the selected item has its hits, as strong as they are: the onsets of a recording, or MIDI notes.
function actions.spot_guided()
  hits.like_item(asking)
end

--- A whole cue sheet, which the person chooses, onto the project's tracks.
function actions.cue_sheet()
  works.cue_sheet(asking)
end

--- The takes of the selected items as a round robin for a game engine.
function actions.export_round_robin()
  works.export(asking)
end

local function pack_lines(packs)
  local lines = {}
  for at, pack in ipairs(packs) do
    local used = pack.in_use == 1 and " (in use)" or ""
    lines[at] = string.format("%d  %s %s%s – %s", at, pack.name, pack.version, used, pack.licence)
  end
  return table.concat(lines, "\n")
end

local function use_pack(packs)
  local given = desk.form("Foley Bridge: choose a pack", { "Number (see the list)" }, { "" })
  local pack = given and packs[math.tointeger(tonumber(given[1]))]
  if not pack then
    if given then
      desk.tell("There is no pack of that number.")
    end
    return
  end
  local args = { run.new_id(), pack.name }
  run.ask({ address = "/foley/use", types = "ss", args = args }, function(answer)
    desk.tell(answer.word == "failed" and answer.text or "From now on: " .. pack.name)
    return true
  end)
end

--- Choose the pack of later requests.
function actions.choose_pack()
  if not begin() then
    return
  end
  local packs = {}
  run.ask({ address = "/foley/packs", types = "s", args = { run.new_id() } }, function(answer)
    if answer.event == "pack" then
      packs[#packs + 1] = answer
      return false
    elseif answer.word == "failed" then
      desk.tell(answer.text)
    else
      desk.tell("Packs:\n\n" .. pack_lines(packs))
      use_pack(packs)
    end
    return true
  end)
end

-- The folder of the selected items' recordings; nil where there is none, or more than one.
local function recordings_folder(project)
  local folder
  for index = 0, reaper.CountSelectedMediaItems(project) - 1 do
    local take = reaper.GetActiveTake(reaper.GetSelectedMediaItem(project, index))
    local file = take and reaper.GetMediaSourceFileName(reaper.GetMediaItemTake_Source(take))
    local its = file and file:match("^(.*)[/\\]")
    if its and folder and its ~= folder then
      return nil
    end
    folder = folder or its
  end
  return folder
end

--- Fine-tune on the recordings of the selected items.
function actions.train()
  local here = begin()
  if not here then
    return
  end
  local folder = recordings_folder(here.project)
  if folder then
    local order = { id = run.new_id(), address = "/foley/train", path = folder, position = 0 }
    here.pending:add(order)
  else
    desk.tell("Select items first whose recordings lie in one folder.")
  end
  run.requests(here.project)
end

--- Stop all requests of the project.
function actions.cancel()
  local project = desk.project()
  local pending = pending_of.new(desk.store(project))
  local ids = pending:ids()
  if #ids == 0 then
    desk.tell("Nothing is being made for this project.")
    return
  end
  for _, id in ipairs(ids) do
    pending:cancel(id)
  end
  run.requests(project)
end

--- Take what is sent to this project from the tray, at the edit cursor; started again, it ends.
function actions.receive()
  local here = begin()
  if here then
    run.receive(here.project, desk.receiver_of(here.project, run.new_id))
  end
end

local function status_text(status)
  local line = "Foley Bridge %s runs: pack %s, engine %s, %d requests wait."
  return string.format(line, status.version, status.pack, status.engine, status.queued)
end

--- Say whether the daemon runs and what it does; start it where the person wants it.
function actions.find_daemon()
  if not begin() then
    return
  end
  run.ask({ address = "/foley/status", types = "s", args = { run.new_id() } }, function(answer)
    desk.tell(answer.word == "failed" and answer.text or status_text(answer.pairs))
    return true
  end)
end

return actions
