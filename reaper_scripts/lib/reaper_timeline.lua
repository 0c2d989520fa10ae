-- @noindex
-- Candidates as takes of one item. What is there already is found by what is written into the takes, so placing the same
-- candidates again changes nothing; each take carries its request and index before the daemon hears that it is there.
--
-- One undo point for a request, although its takes arrive over several turns: takes that arrive early are put there
-- without an undo point, and the last placement is one undo block around what is left to do (names, ranks, the active
-- take), which ends in the one point. REAPER keeps the whole state at a point, so undoing it takes all takes away at
-- once. A block that stays open over several turns would swallow what the person does in between, and a block for each
-- take would leave as many points. Where a request ends early, or the script does, `settle` makes the point.

local order_of = require("order")

local timeline = {}
timeline.__index = timeline

local ALL = -1
local AT_END = 1000000
local PEAK_STEPS_MOST = 10000

--- The timeline of a project.
function timeline.new(project)
  return setmetatable({ project = project, unpointed = {}, items = {} }, timeline)
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

-- index -> take of the request's takes in an item.
local function takes_of(item, id)
  local takes = {}
  for index = 0, reaper.CountTakes(item) - 1 do
    local take = reaper.GetMediaItemTake(item, index)
    if take and take_text(take, "request") == id then
      takes[math.tointeger(tonumber(take_text(take, "index"))) or -1] = take
    end
  end
  return takes
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

local function add_take(item, order, candidate, source)
  local take = reaper.AddTakeToMediaItem(item)
  write_take(take, "request", order.id)
  write_take(take, "index", candidate.index)
  write_take(take, "prompt", order.prompt)
  write_take(take, "seed", candidate.seed)
  write_take(take, "score", candidate.score)
  reaper.SetMediaItemTake_Source(take, source)
  local length_s = reaper.GetMediaSourceLength(source)
  if length_s > reaper.GetMediaItemInfo_Value(item, "D_LENGTH") then
    reaper.SetMediaItemInfo_Value(item, "D_LENGTH", length_s)
  end
  build_peaks(source)
  return take
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
    return true
  end
  return false
end

local function guid_of_take(take)
  local _, guid = reaper.GetSetMediaItemTakeInfo_String(take, "GUID", "", false)
  return guid
end

-- REAPER cannot put takes into another order, so the order is in the names, and the best one is heard. Another take that
-- the person chose meanwhile stays chosen.
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

-- The candidates that are not there yet, each with its opened file; and the paths of those that cannot be opened.
local function open_missing(takes, candidates)
  local sources, unread = {}, {}
  for _, candidate in ipairs(candidates) do
    if not takes[candidate.index] then
      local source = open_source(candidate)
      sources[candidate.index] = source
      unread[#unread + 1] = not source and candidate.path or nil
    end
  end
  return sources, unread
end

local function name_takes(self, order, candidates, takes)
  local changed = false
  for _, candidate in ipairs(candidates) do
    local take = takes[candidate.index]
    if take and name_take(take, order, candidate) then
      self.unpointed[order.id], changed = order.prompt, true
    end
  end
  return changed
end

local function add_takes(self, item, order, candidates, takes, sources)
  mark_item(item, order)
  for _, candidate in ipairs(candidates) do
    if sources[candidate.index] then
      self.unpointed[order.id] = order.prompt
      takes[candidate.index] = add_take(item, order, candidate, sources[candidate.index])
    end
  end
end

local function best_of(takes, candidates)
  for _, candidate in ipairs(candidates) do
    if takes[candidate.index] then
      return takes[candidate.index]
    end
  end
end

-- Everything is opened before the first change, so what fails there leaves nothing half done.
local function arrange(self, order, candidates)
  local item = find_item(self, order)
  local takes = item and takes_of(item, order.id) or {}
  local fresh = next(takes) == nil
  local sources, unread = open_missing(takes, candidates)
  local adding = next(sources) ~= nil
  if adding then
    item = item or make_item(self, order)
    add_takes(self, item, order, candidates, takes, sources)
  end
  local renamed = name_takes(self, order, candidates, takes)
  if item and (adding or renamed) then
    self.items[order.id] = item
    activate(item, best_of(takes, candidates), fresh)
    reaper.UpdateItemInProject(item)
  end
  return unread
end

-- Whether `arrange` would change anything.
local function changes(self, order, candidates)
  local item = find_item(self, order)
  local takes = item and takes_of(item, order.id) or {}
  for _, candidate in ipairs(candidates) do
    local take = takes[candidate.index]
    if not take or misnamed(take, order_of.take_name(order, candidate)) then
      return true
    end
  end
  return false
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
  local fine, result = pcall(work)
  reaper.Undo_EndBlock2(self.project, title(order.prompt), ALL)
  self.unpointed[order.id] = nil
  if not fine then
    error(result, 0)
  end
  return result
end

local function sentence(unread)
  return "REAPER cannot read " .. table.concat(unread, ", ") .. ": is the disk still there?"
end

--- Put candidates, best first, onto the timeline; true, or false and the reason. `final` makes the undo point, where
-- anything changed.
function timeline:place(order, candidates, final)
  local fine, result = undrawn(function()
    if final and (self.unpointed[order.id] or changes(self, order, candidates)) then
      return as_one_step(self, order, function()
        return arrange(self, order, candidates)
      end)
    end
    return arrange(self, order, candidates)
  end)
  if not fine then
    return false, tostring(result)
  elseif #result > 0 then
    return false, sentence(result)
  end
  return true
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
