-- A project as REAPER keeps it, as far as the scripts see it: tracks, items, takes, undo points. What undo brings back
-- has new handles, as in REAPER.

local model = {}
model.__index = model

local kinds = setmetatable({}, { __mode = "k" }) -- handle -> kind
local opaque = {
  __index = function()
    error("a handle has nothing inside", 2)
  end,
  __newindex = function()
    error("a handle has nothing inside", 2)
  end,
}

local function handle(kind)
  local new = setmetatable({}, opaque)
  kinds[new] = kind
  return new
end

--- Kind of a handle, and whether it lives; nil for what is none.
function model:kind_of(value)
  return type(value) == "table" and kinds[value] or nil, self.things[value] ~= nil
end

--- A project with this file ("" where it was never saved) and media folder.
function model.new(file, media)
  local self = setmetatable({ file = file, media = media, things = {}, guids = 0 }, model)
  self.project = self:add("ReaProject", {})
  self.tracks, self.marks = {}, {}
  self.selection, self.cursor = { 0, 0 }, 0
  self.ext, self.kept, self.points, self.before = {}, {}, {}, nil
  self.depth, self.hold = 0, 0
  self.before = self:snapshot()
  return self
end

function model:guid()
  self.guids = self.guids + 1
  return ("{%08X-0000-4000-8000-000000000000}"):format(self.guids)
end

--- Make a thing known under a new handle.
function model:add(kind, thing)
  thing.handle = handle(kind)
  thing.guid = thing.guid or self:guid()
  thing.texts, thing.values = thing.texts or {}, thing.values or {}
  self.things[thing.handle] = thing
  return thing.handle
end

--- The thing of a handle.
function model:thing(one)
  return self.things[one]
end

local function copied(thing)
  local copy = {}
  for key, value in pairs(thing) do
    if type(value) == "table" and key ~= "handle" and key ~= "source" and key ~= "item" and key ~= "track" then
      copy[key] = copied(value)
    elseif key ~= "handle" and key ~= "item" and key ~= "track" then
      copy[key] = value
    end
  end
  return copy
end

--- All that an undo point keeps.
function model:snapshot()
  return copied(self.tracks)
end

-- Put a snapshot back, everything under new handles.
local function restore(self, snapshot)
  for one, thing in pairs(self.things) do
    if kinds[one] ~= "ReaProject" and kinds[one] ~= "PCM_source" then
      self.things[one] = nil
      thing.handle = nil
    end
  end
  self.tracks = copied(snapshot)
  for _, track in ipairs(self.tracks) do
    self:add("MediaTrack", track)
    for _, item in ipairs(track.items) do
      item.track = track
      self:add("MediaItem", item)
      for _, take in ipairs(item.takes) do
        take.item = item
        self:add("MediaItem_Take", take)
      end
    end
  end
end

--- Make an undo point of the present state.
function model:point(description)
  self.points[#self.points + 1] = { description = description, before = self.before }
  self.before = self:snapshot()
end

--- Undo the newest point; false where there is none.
function model:undo()
  local point = table.remove(self.points)
  if point then
    restore(self, point.before)
    self.before = point.before
  end
  return point ~= nil
end

--- All items, track by track.
function model:items()
  local list = {}
  for _, track in ipairs(self.tracks) do
    for _, item in ipairs(track.items) do
      list[#list + 1] = item
    end
  end
  return list
end

--- What a project file keeps: tracks and the kept texts.
function model:saved()
  return { tracks = self:snapshot(), ext = copied(self.ext), file = self.file }
end

--- Open a saved project in this model.
function model:load(saved)
  restore(self, saved.tracks)
  self.ext, self.points, self.before = copied(saved.ext), {}, copied(saved.tracks)
end

return model
