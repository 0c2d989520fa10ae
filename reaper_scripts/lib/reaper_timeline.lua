-- @noindex
-- Candidates as takes of one item. What is there already is found by what is written into the takes, so placing the
-- same candidates again changes nothing; each take carries its request and index before the daemon hears that it is
-- there.
--
-- One undo point for a request, although its takes arrive over several turns: takes that arrive early are put there
-- without an undo point, and the last placement is one undo block around what is left to do (names, ranks, the active
-- take), which ends in the one point. REAPER keeps the whole state at a point, so undoing it takes all takes away at
-- once. A block that stays open over several turns would swallow what the person does in between, and a block for each
-- take would leave as many points. Where a request ends early, or the script does, `settle` makes the point.

local dealing = require("dealing")
local json = require("json")
local onset = require("onset")
local order_of = require("order")

local timeline = {}
timeline.__index = timeline

local ALL = -1
local AT_END = 1000000
local PEAK_STEPS_MOST = 10000
local LEAD_S = 0.002 -- a dealt sound begins this long before its onset

--- The timeline of a project.
function timeline.new(project)
  return setmetatable({ project = project, unpointed = {}, items = {}, onsets = {} }, timeline)
end

local function item_text(item, key)
  local _, text = reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley_" .. key, "", false)
  return text
end

local function write_item(item, key, value)
  reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley_" .. key, tostring(value), true)
end

local function take_text(take, key)
  local _, text = reaper.GetSetMediaItemTakeInfo_String(take, "P_EXT:foley_" .. key, "", false)
  return text
end

local function write_take(take, key, value)
  reaper.GetSetMediaItemTakeInfo_String(take, "P_EXT:foley_" .. key, tostring(value), true)
end

local function holds(item, id)
  return (" " .. item_text(item, "requests") .. " "):find(" " .. id .. " ", 1, true) ~= nil
end

local function guid_of_item(item)
  local _, guid = reaper.GetSetMediaItemInfo_String(item, "GUID", "", false)
  return guid
end

local function guid_of_track(track)
  local _, guid = reaper.GetSetMediaTrackInfo_String(track, "GUID", "", false)
  return guid
end

-- The item of a request: the one that holds it, or the one that it was meant for.
local function find_item(self, order)
  local known = self.items[order.id]
  if known and reaper.ValidatePtr2(self.project, known, "MediaItem*") and holds(known, order.id) then
    return known
  end
  local meant
  for index = 0, reaper.CountMediaItems(self.project) - 1 do
    local item = reaper.GetMediaItem(self.project, index)
    if holds(item, order.id) then
      return item
    elseif order.item and guid_of_item(item) == order.item then
      meant = item
    end
  end
  return meant
end

local function named(track)
  local _, own = reaper.GetSetMediaTrackInfo_String(track, "P_EXT:foley_track", "", false)
  return own == "1"
end

-- The track of an order; where none was selected, or it is gone, a track of our own, made where it is missing.
local function find_track(self, order)
  local own
  for index = 0, reaper.CountTracks(self.project) - 1 do
    local track = reaper.GetTrack(self.project, index)
    if order.track and guid_of_track(track) == order.track then
      return track
    elseif named(track) then
      own = track
    end
  end
  if own then
    return own
  end
  reaper.InsertTrackInProject(self.project, AT_END, 0)
  local track = reaper.GetTrack(self.project, reaper.CountTracks(self.project) - 1)
  reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "Foley", true)
  reaper.GetSetMediaTrackInfo_String(track, "P_EXT:foley_track", "1", true)
  return track
end

local function make_item(self, order)
  local item = reaper.AddMediaItemToTrack(find_track(self, order))
  reaper.SetMediaItemInfo_Value(item, "D_POSITION", order.position)
  return item
end

-- index -> take of the request's takes in an item; and a take that was begun but not finished, if there is one. The
-- index is written last, so a take that has one is complete.
local function takes_of(item, id)
  local takes, begun = {}, nil
  for index = 0, reaper.CountTakes(item) - 1 do
    local take = reaper.GetMediaItemTake(item, index)
    if take and take_text(take, "request") == id then
      local own = math.tointeger(tonumber(take_text(take, "index")))
      if own then
        takes[own] = take
      else
        begun = take
      end
    end
  end
  return takes, begun
end

local function build_peaks(source)
  if reaper.PCM_Source_BuildPeaks(source, 0) == 0 then
    return
  end
  for _ = 1, PEAK_STEPS_MOST do
    if reaper.PCM_Source_BuildPeaks(source, 1) == 0 then
      break
    end
  end
  reaper.PCM_Source_BuildPeaks(source, 2)
end

local function open_source(candidate)
  return reaper.file_exists(candidate.path) and reaper.PCM_Source_CreateFromFile(candidate.path) or nil
end

local function fit(item, source)
  local length_s = reaper.GetMediaSourceLength(source)
  if length_s > reaper.GetMediaItemInfo_Value(item, "D_LENGTH") then
    reaper.SetMediaItemInfo_Value(item, "D_LENGTH", length_s)
  end
end

local function fill_take(take, order, candidate, source)
  write_take(take, "request", order.id)
  reaper.SetMediaItemTake_Source(take, source)
  write_take(take, "prompt", order.prompt)
  write_take(take, "seed", candidate.seed)
  write_take(take, "score", candidate.score)
  write_take(take, "index", candidate.index)
end

-- Whether a take should have another name; one that a person gave it stays.
local function misnamed(take, name)
  local _, present = reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", "", false)
  return present ~= name and (present == "" or present == take_text(take, "named"))
end

local function name_take(take, order, candidate)
  local name = order_of.take_name(order, candidate)
  if misnamed(take, name) then
    reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", name, true)
    write_take(take, "named", name)
  end
end

local function guid_of_take(take)
  local _, guid = reaper.GetSetMediaItemTakeInfo_String(take, "GUID", "", false)
  return guid
end

-- REAPER cannot put takes into another order, so the order is in the names, and the best one is heard. Another take
-- that the person chose meanwhile stays chosen.
local function activate(item, take, fresh)
  local active = reaper.GetActiveTake(item)
  if fresh or not active or guid_of_take(active) == item_text(item, "active") then
    reaper.SetActiveTake(take)
    write_item(item, "active", guid_of_take(take))
  end
end

local function mark_item(item, order)
  if not holds(item, order.id) then
    local others = item_text(item, "requests")
    write_item(item, "requests", others == "" and order.id or others .. " " .. order.id)
    for _, key in ipairs({ "prompt", "seconds", "count" }) do
      write_item(item, key, order[key] or "")
    end
  end
end

-- What is to be done so that these candidates are on the timeline. Everything is opened here, before the first change,
-- so a file that cannot be read leaves nothing half done.
local function plan_of(item, order, candidates)
  local plan = { item = item, takes = {}, sources = {}, unread = {}, empty = true }
  if plan.item then
    plan.takes, plan.begun = takes_of(plan.item, order.id)
  end
  plan.fresh = next(plan.takes) == nil
  for _, candidate in ipairs(candidates) do
    local take = plan.takes[candidate.index]
    local source = not take and open_source(candidate) or nil
    plan.sources[candidate.index] = source
    plan.unread[#plan.unread + 1] = not take and not source and candidate.path or nil
    if source or take and misnamed(take, order_of.take_name(order, candidate)) then
      plan.empty = false
    end
  end
  return plan
end

local function add_take(plan, order, candidate)
  local source = plan.sources[candidate.index]
  local take = plan.begun or reaper.AddTakeToMediaItem(plan.item)
  plan.begun = nil
  fill_take(take, order, candidate, source)
  fit(plan.item, source)
  build_peaks(source)
  plan.takes[candidate.index] = take
end

local function best_of(takes, candidates)
  for _, candidate in ipairs(candidates) do
    if takes[candidate.index] then
      return takes[candidate.index]
    end
  end
end

local function carry_out(self, order, candidates, plan)
  self.unpointed[order.id] = order.prompt
  plan.item = plan.item or make_item(self, order)
  self.items[order.id] = plan.item
  mark_item(plan.item, order)
  for _, candidate in ipairs(candidates) do
    if plan.sources[candidate.index] then
      add_take(plan, order, candidate)
    end
    if plan.takes[candidate.index] then
      name_take(plan.takes[candidate.index], order, candidate)
    end
  end
  activate(plan.item, best_of(plan.takes, candidates), plan.fresh)
  reaper.UpdateItemInProject(plan.item)
end

-- Calls `work` with REAPER's drawing held, and lets it go again whatever happens.
local function undrawn(work)
  reaper.PreventUIRefresh(1)
  local fine, result = pcall(work)
  reaper.PreventUIRefresh(-1)
  reaper.UpdateArrange()
  return fine, result
end

local function title(prompt)
  return "Foley: " .. prompt
end

-- An undo block around `work`, closed whatever happens in it.
local function as_one_step(self, order, work)
  reaper.Undo_BeginBlock2(self.project)
  local fine, problem = pcall(work)
  reaper.Undo_EndBlock2(self.project, title(order.prompt), ALL)
  self.unpointed[order.id] = nil
  if not fine then
    error(problem, 0)
  end
end

local function sentence(unread)
  return "REAPER cannot read " .. table.concat(unread, ", ") .. ": is the disk still there?"
end

-- Seconds from a file's beginning to its onset, and its peak of full scale; read once, as its candidate arrives.
local function onset_of(self, path)
  if not self.onsets[path] then
    local file = io.open(path, "rb")
    local seconds, peak
    if file then
      seconds, peak = onset.of(file:read("a"))
      file:close()
    end
    self.onsets[path] = { seconds = seconds or 0, peak = peak and peak > 0 and peak or 1 }
  end
  return self.onsets[path]
end

-- The places of an order that have their sound already.
local function dealt_already(self, order)
  local there = {}
  for index = 0, reaper.CountMediaItems(self.project) - 1 do
    local item = reaper.GetMediaItem(self.project, index)
    if holds(item, order.id) then
      there[tonumber(item_text(item, "place"))] = true
    end
  end
  return there
end

-- One sound with its onset at a place, as an item of its own: as loud and as fast as it is played there.
local function lay_hit(self, order, candidate, hit)
  local source = hit.source
  local before = math.min(hit.onset, LEAD_S, hit.position * hit.rate) -- seconds of the file
  local item = make_item(self, { track = order.track, position = hit.position - before / hit.rate })
  mark_item(item, order)
  write_item(item, "place", hit.place)
  local take = reaper.AddTakeToMediaItem(item)
  fill_take(take, order, candidate, source)
  name_take(take, order, candidate)
  reaper.SetMediaItemTakeInfo_Value(take, "D_STARTOFFS", hit.onset - before)
  reaper.SetMediaItemTakeInfo_Value(take, "B_PPITCH", 0) -- faster is higher, as of a tape
  reaper.SetMediaItemTakeInfo_Value(take, "D_PLAYRATE", hit.rate)
  local length_s = (reaper.GetMediaSourceLength(source) - hit.onset + before) / hit.rate
  reaper.SetMediaItemInfo_Value(item, "D_LENGTH", length_s)
  reaper.SetMediaItemInfo_Value(item, "D_VOL", 10 ^ (hit.gain_db / 20))
  build_peaks(source)
  reaper.UpdateItemInProject(item)
end

local function numbers_in(text)
  local list = {}
  for word in (text or ""):gmatch("%S+") do
    list[#list + 1] = tonumber(word)
  end
  return list
end

-- The highest peak of an order's candidates.
local function highest(self, candidates)
  local peak = 0
  for _, candidate in ipairs(candidates) do
    peak = math.max(peak, onset_of(self, candidate.path).peak)
  end
  return peak
end

-- All that is to be laid; everything is opened before the first change. An order of before says nothing of strengths.
local function hits_of(self, order, candidates)
  local places, strengths = numbers_in(order.places), numbers_in(order.strengths)
  local hits, unread, there, peak = {}, {}, dealt_already(self, order), highest(self, candidates)
  local deviations = dealing.deviations(#places, order.id)
  for place, card in ipairs(dealing.deal(#candidates, #places, order.id)) do
    local candidate = candidates[card]
    local source = not there[place] and open_source(candidate) or nil
    if source then
      local known = onset_of(self, candidate.path)
      local one = { place = place, position = places[place], source = source, candidate = candidate }
      one.onset = known.seconds
      one.gain_db, one.rate =
        dealing.played(strengths[place] or 1, known.peak / peak, order.range or 0, order.human or 0, deviations[place])
      hits[#hits + 1] = one
    elseif not there[place] then
      unread[#unread + 1] = candidate.path
    end
  end
  return hits, unread
end

-- Candidates over the places of an order, once all of them are there.
local function deal(self, order, candidates)
  local hits, unread = hits_of(self, order, candidates)
  if #unread > 0 then
    return false, sentence(unread)
  end
  local fine, problem = undrawn(function()
    if #hits > 0 then
      as_one_step(self, order, function()
        for _, hit in ipairs(hits) do
          lay_hit(self, order, hit.candidate, hit)
        end
      end)
    end
  end)
  return fine, not fine and tostring(problem) or nil
end

--- Put candidates, best first, onto the timeline; true, or false and the reason. `final` makes the undo point, where
-- anything changed.
function timeline:place(order, candidates, final)
  if order.places and final then
    return deal(self, order, candidates)
  elseif order.places then
    for _, candidate in ipairs(candidates) do
      onset_of(self, candidate.path)
    end
    return true
  end
  local unread = {}
  local fine, problem = undrawn(function()
    local plan = plan_of(find_item(self, order), order, candidates)
    unread = plan.unread
    local function work()
      if not plan.empty then
        carry_out(self, order, candidates, plan)
      end
    end
    if final and (self.unpointed[order.id] or not plan.empty) then
      as_one_step(self, order, work)
    else
      work()
    end
  end)
  if not fine then
    return false, tostring(problem)
  elseif #unread > 0 then
    return false, sentence(unread)
  end
  return true
end

-- Request -> item, of all that scripts put into the project.
local function items_by_request(self)
  local found = {}
  for index = 0, reaper.CountMediaItems(self.project) - 1 do
    local item = reaper.GetMediaItem(self.project, index)
    for id in item_text(item, "requests"):gmatch("%S+") do
      found[id] = item
    end
  end
  return found
end

-- Name -> GUID of the tracks that a sheet names, made where there is none of that name; the first where there are more.
local function tracks_called(self, cues)
  local found = {}
  for index = reaper.CountTracks(self.project) - 1, 0, -1 do
    local track = reaper.GetTrack(self.project, index)
    local _, name = reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "", false)
    found[name] = guid_of_track(track)
  end
  for _, cue in ipairs(cues) do
    if #cue.takes > 0 and not found[cue.track] then
      reaper.InsertTrackInProject(self.project, AT_END, 0)
      local track = reaper.GetTrack(self.project, reaper.CountTracks(self.project) - 1)
      reaper.GetSetMediaTrackInfo_String(track, "P_NAME", cue.track, true)
      found[cue.track] = guid_of_track(track)
    end
  end
  return found
end

-- The cues of a list that are not on the timeline yet, each with its order, candidates and plan; what cannot be read.
local function cues_of(self, order, list)
  local file, text = io.open(list, "rb"), nil
  if file then
    text = file:read("a")
    file:close()
  end
  local told = text and json.decode(text)
  if not told or not told.cues then
    return nil, { list }
  end
  local folder, known = list:match("^(.*[/\\])") or "", items_by_request(self)
  local cues, unread = {}, {}
  for _, cue in ipairs(told.cues) do
    local own = { prompt = cue.name ~= "" and cue.name .. " · " .. cue.prompt or cue.prompt, position = cue.time }
    own.id = cue.request ~= "" and cue.request or order.id .. "-" .. cue.row
    own.seconds, own.count, own.project = cue.seconds, #cue.takes, order.project
    for _, take in ipairs(cue.takes) do
      take.path, take.score = folder .. take.file, take.score or -2
    end
    local plan = plan_of(known[own.id], own, cue.takes)
    cue.order, cue.plan = own, plan
    cues[#cues + 1] = #cue.takes > 0 and not plan.empty and cue or nil
    table.move(plan.unread, 1, #plan.unread, #unread + 1, unread)
  end
  return cues, unread
end

--- Put all cues of a list (takes.json) onto the tracks that it names, each as an item with its takes, in one undo step;
-- true, or false and the reason. What is there already stays as it is.
function timeline:lay_sheet(order, list)
  local cues, unread = cues_of(self, order, list)
  if #unread > 0 then
    return false, sentence(unread)
  end
  local fine, problem = undrawn(function()
    if #cues > 0 then
      as_one_step(self, order, function()
        local tracks = tracks_called(self, cues)
        for _, cue in ipairs(cues) do
          local fresh = not cue.plan.item
          cue.order.track = tracks[cue.track]
          carry_out(self, cue.order, cue.takes, cue.plan)
          self.unpointed[cue.order.id] = nil -- the sheet's own step is its
          if fresh and cue.gain_db ~= 0 then
            reaper.SetMediaItemInfo_Value(cue.plan.item, "D_VOL", 10 ^ (cue.gain_db / 20))
          end
        end
      end)
    end
  end)
  return fine, not fine and tostring(problem) or nil
end

--- Whether a candidate is somewhere in the project.
function timeline:has(id, index)
  for at = 0, reaper.CountMediaItems(self.project) - 1 do
    local item = reaper.GetMediaItem(self.project, at)
    if holds(item, id) and takes_of(item, id)[index] then
      return true
    end
  end
  return false
end

--- Put one candidate into an item of its own, in one undo step; true, or false and the reason.
function timeline:bring(order, candidate)
  local source = open_source(candidate)
  if not source then
    return false, sentence({ candidate.path })
  end
  local plan = { takes = {}, sources = { [candidate.index] = source }, fresh = true }
  local fine, problem = undrawn(function()
    as_one_step(self, order, function()
      carry_out(self, order, { candidate }, plan)
    end)
  end)
  return fine, not fine and tostring(problem) or nil
end

--- Put a part of a recording into an item of its own, in one undo step; true, or false and the reason. `laid` holds
-- path, start, seconds, name, position and track.
function timeline:lay(laid)
  local source = open_source(laid)
  if not source then
    return false, sentence({ laid.path })
  end
  local order = { id = "", prompt = laid.name, position = laid.position, track = laid.track }
  local fine, problem = undrawn(function()
    as_one_step(self, order, function()
      local item = make_item(self, order)
      local take = reaper.AddTakeToMediaItem(item)
      reaper.SetMediaItemTake_Source(take, source)
      reaper.SetMediaItemTakeInfo_Value(take, "D_STARTOFFS", laid.start)
      reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", laid.name, true)
      reaper.SetMediaItemInfo_Value(item, "D_LENGTH", laid.seconds)
      build_peaks(source)
      reaper.UpdateItemInProject(item)
    end)
  end)
  return fine, not fine and tostring(problem) or nil
end

--- Make the undo points that are still to be made, because nothing more will come.
function timeline:settle()
  for id, prompt in pairs(self.unpointed) do
    self.unpointed[id] = nil
    reaper.Undo_BeginBlock2(self.project)
    reaper.Undo_EndBlock2(self.project, title(prompt), ALL)
  end
end

return timeline
