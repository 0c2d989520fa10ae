-- What the fake REAPER does: one function for each fact, over the model. `outside` is the disk and the clock.

local works = {}

local function chosen(list, wanted)
  local found = {}
  for _, one in ipairs(list) do
    if one.selected then
      found[#found + 1] = one
    end
  end
  return wanted and (found[wanted + 1] and found[wanted + 1].handle) or #found
end

local function disk(make, fake, outside)
  function make.EnumerateFiles(path, index)
    if index == -1 then
      fake.listings[path] = nil
      return nil
    end
    fake.listings[path] = fake.listings[path] or outside.list(path)
    return fake.listings[path][index + 1]
  end
  function make.RecursiveCreateDirectory(path)
    return outside.make_folder(path) and 1 or 0
  end
  function make.file_exists(path)
    return outside.is_file(path)
  end
  function make.PCM_Source_CreateFromFile(path)
    local length_s = not fake.blind and outside.sound_seconds(path)
    return length_s and fake.model:add("PCM_source", { file = path, length_s = length_s }) or nil
  end
  function make.GetMediaSourceLength(source)
    return fake.model:thing(source).length_s, false
  end
  function make.GetMediaSourceFileName(source)
    return fake.model:thing(source).file
  end
  function make.PCM_Source_BuildPeaks(source, mode)
    local thing = fake.model:thing(source)
    if mode == 0 then
      thing.peaks = thing.peaks or 2
      return thing.peaks
    elseif mode == 1 then
      thing.peaks = math.max(0, thing.peaks - 1)
      return thing.peaks
    end
    return 0
  end
end

local function timeline(make, fake)
  local function thing(handle)
    return fake.model:thing(handle)
  end
  function make.CountTracks()
    return #fake.model.tracks
  end
  function make.GetTrack(_, index)
    local track = fake.model.tracks[index + 1]
    return track and track.handle
  end
  function make.InsertTrackInProject(_, index)
    local track = { items = {}, texts = { P_NAME = "" } }
    fake.model:add("MediaTrack", track)
    table.insert(fake.model.tracks, math.min(index, #fake.model.tracks) + 1, track)
  end
  function make.CountMediaItems()
    return #fake.model:items()
  end
  function make.GetMediaItem(_, index)
    local item = fake.model:items()[index + 1]
    return item and item.handle
  end
  function make.AddMediaItemToTrack(track)
    local item = { takes = {}, track = thing(track), values = { D_POSITION = 0, D_LENGTH = 0, I_CURTAKE = 0 } }
    table.insert(item.track.items, item)
    return fake.model:add("MediaItem", item)
  end
  function make.AddTakeToMediaItem(item)
    local take = { item = thing(item), texts = { P_NAME = "" } }
    table.insert(take.item.takes, take)
    return fake.model:add("MediaItem_Take", take)
  end
  function make.DeleteTrackMediaItem(track, item)
    for index, one in ipairs(thing(track).items) do
      if one.handle == item then
        table.remove(thing(track).items, index)
        fake.model.things[item] = nil
        return true
      end
    end
    return false
  end
  function make.CountTakes(item)
    return #thing(item).takes
  end
  function make.GetMediaItemTake(item, index)
    local take = thing(item).takes[index + 1]
    return take and take.handle
  end
  function make.GetActiveTake(item)
    local take = thing(item).takes[thing(item).values.I_CURTAKE + 1]
    return take and take.handle
  end
  function make.SetActiveTake(take)
    for index, one in ipairs(thing(take).item.takes) do
      if one.handle == take then
        thing(take).item.values.I_CURTAKE = index - 1
      end
    end
  end
  function make.GetMediaItem_Track(item)
    return thing(item).track.handle
  end
  function make.SetMediaItemTake_Source(take, source)
    thing(take).source = thing(source)
    return true
  end
  function make.GetMediaItemTake_Source(take)
    return thing(take).source and thing(take).source.handle
  end
  function make.UpdateItemInProject() end
  function make.UpdateArrange() end
  function make.UpdateTimeline() end
end

local TEXTS = { P_NAME = true, P_NOTES = true, GUID = true, P_RAZOREDITS = true }

local function attributes(make, fake)
  local function text_of(handle, name, text, set)
    local thing = fake.model:thing(handle)
    assert(TEXTS[name] or name:match("^P_EXT:%w[%w_]*$"), "no such text: " .. name)
    if name == "GUID" then
      return true, thing.guid
    elseif set then
      thing.texts[name] = text
      return true, text
    end
    return thing.texts[name] ~= nil, thing.texts[name] or ""
  end
  make.GetSetMediaItemInfo_String = text_of
  make.GetSetMediaItemTakeInfo_String = text_of
  make.GetSetMediaTrackInfo_String = text_of
  local numbers = { D_POSITION = 1, D_LENGTH = 1, I_CURTAKE = 1, I_FIXEDLANE = 1, I_FREEMODE = 1, I_NUMFIXEDLANES = 1 }
  numbers.D_VOL = 1
  local function set(handle, name, value)
    assert(numbers[name], "no such number: " .. name)
    fake.model:thing(handle).values[name] = value
    return true
  end
  make.SetMediaItemInfo_Value, make.SetMediaTrackInfo_Value = set, set
  function make.GetMediaItemInfo_Value(item, name)
    assert(numbers[name], "no such number: " .. name)
    return fake.model:thing(item).values[name] or (name == "D_VOL" and 1 or 0)
  end
  local of_take = { D_STARTOFFS = 0, D_PLAYRATE = 1, B_PPITCH = 1 }
  function make.GetMediaItemTakeInfo_Value(take, name)
    assert(of_take[name], "no such number: " .. name)
    local values = fake.model:thing(take).values or {}
    return values[name] or of_take[name]
  end
  function make.SetMediaItemTakeInfo_Value(take, name, value)
    assert(of_take[name], "no such number: " .. name)
    local thing = fake.model:thing(take)
    thing.values = thing.values or {}
    thing.values[name] = value
    return true
  end
  function make.SetMediaItemSelected(item, selected)
    fake.model:thing(item).selected = selected
  end
  function make.SetTrackSelected(track, selected)
    fake.model:thing(track).selected = selected
  end
  function make.CountSelectedTracks()
    return chosen(fake.model.tracks)
  end
  function make.GetSelectedTrack(_, index)
    return chosen(fake.model.tracks, index) or nil
  end
  function make.CountSelectedMediaItems()
    return chosen(fake.model:items())
  end
  function make.GetSelectedMediaItem(_, index)
    return chosen(fake.model:items(), index) or nil
  end
end

-- Notes of a MIDI take: { muted, start in quarters of a note, velocity }, two of them a second.
local function midi(make, fake)
  local PPQ = 960
  function make.TakeIsMIDI(take)
    return fake.model:thing(take).notes ~= nil
  end
  function make.MIDI_CountEvts(take)
    local notes = fake.model:thing(take).notes
    return #notes, #notes, 0, 0
  end
  function make.MIDI_GetNote(take, index)
    local note = fake.model:thing(take).notes[index + 1]
    if not note then
      return false, false, false, 0, 0, 0, 0, 0
    end
    return true, false, note[1], note[2] * PPQ, (note[2] + 0.1) * PPQ, 0, 38, note[3]
  end
  function make.MIDI_GetProjTimeFromPPQPos(take, ppq)
    return fake.model:thing(take).item.values.D_POSITION + ppq / PPQ / 2
  end
end

local function project(make, fake)
  function make.EnumProjects(index)
    if index ~= -1 and index ~= 0 then
      return nil
    end
    return fake.model.project, fake.model.file
  end
  function make.ValidatePtr2(_, pointer, kind)
    local own, alive = fake.model:kind_of(pointer)
    assert(kind:sub(-1) == "*", "the kind of a pointer ends in a star")
    return own ~= nil and alive and own .. "*" == kind
  end
  function make.GetProjectPathEx()
    return fake.model.media
  end
  function make.GetSetProjectInfo_String(_, name, text)
    assert(name == "RECORD_PATH", "no such text: " .. name)
    return true, text
  end
  function make.GetCursorPositionEx()
    return fake.model.cursor
  end
  function make.GetSet_LoopTimeRange2(_, set, _, start, stop)
    if set then
      fake.model.selection = { start, stop }
    end
    return fake.model.selection[1], fake.model.selection[2]
  end
  function make.AddProjectMarker2(_, is_region, position, region_end, name, wanted)
    table.insert(
      fake.model.marks,
      { is_region, position, region_end, name, wanted >= 0 and wanted or #fake.model.marks + 1 }
    )
    return #fake.model.marks - 1
  end
  function make.EnumProjectMarkers3(_, index)
    local mark = fake.model.marks[index + 1]
    if not mark then
      return 0, false, 0, 0, "", 0, 0
    end
    return index + 1, mark[1], mark[2], mark[3], mark[4], mark[5], 0
  end
  function make.InsertMedia()
    error("InsertMedia depends on what is selected: not for scripts that run beside the person")
  end
end

local function keeping(make, fake)
  local function checked(key, value)
    assert(key:match("^[%w _.%-]+$"), "a key that a project file cannot keep: " .. key)
    assert(not value:find("[\r\n]"), "a text of more than one line")
  end
  function make.SetProjExtState(_, section, key, value)
    checked(key, value)
    fake.model.ext[section .. "/" .. key] = value ~= "" and value or nil
    return 1
  end
  function make.GetProjExtState(_, section, key)
    local value = fake.model.ext[section .. "/" .. key]
    return value and 1 or 0, value or ""
  end
  function make.SetExtState(section, key, value, persist)
    assert(not persist or not value:find("\n"), "what is kept on disk has one line")
    fake.state[section .. "/" .. key] = value
  end
  function make.GetExtState(section, key)
    return fake.state[section .. "/" .. key] or ""
  end
  function make.HasExtState(section, key)
    return fake.state[section .. "/" .. key] ~= nil
  end
  function make.DeleteExtState(section, key)
    fake.state[section .. "/" .. key] = nil
  end
end

local function undo(make, fake)
  function make.Undo_BeginBlock2()
    fake.model.depth = fake.model.depth + 1
  end
  function make.Undo_EndBlock2(_, description, flags)
    assert(fake.model.depth > 0, "an undo block is closed that was not opened")
    assert(flags == -1, "only -1 is sure to keep everything")
    fake.model.depth = fake.model.depth - 1
    if fake.model.depth == 0 then
      fake.model:point(description)
    end
  end
  function make.Undo_CanUndo2()
    local point = fake.model.points[#fake.model.points]
    return point and point.description
  end
  function make.Undo_DoUndo2()
    return fake.model:undo() and 1 or 0
  end
  function make.PreventUIRefresh(change)
    fake.model.hold = fake.model.hold + change
    assert(fake.model.hold >= 0, "drawing is let go that was not held")
  end
end

local function talking(make, fake)
  function make.ShowMessageBox(text, _, kind)
    fake.messages[#fake.messages + 1] = text
    if kind == 0 then
      return 1
    end
    return table.remove(fake.answers, 1) or error("nobody told the fake what to answer: " .. text)
  end
  function make.GetUserInputs(title, count, captions, values)
    assert(count <= 16, "at most 16 fields")
    fake.forms[#fake.forms + 1] = { title = title, captions = captions, values = values }
    local given = table.remove(fake.inputs, 1)
    if given == nil then
      error("nobody told the fake what to fill in: " .. title)
    end
    return given ~= false, given or ""
  end
  function make.GetUserFileNameForRead(_, title)
    fake.forms[#fake.forms + 1] = { title = title, captions = "", values = "" }
    local given = table.remove(fake.files, 1)
    if given == nil then
      error("nobody told the fake which file to choose: " .. title)
    end
    return given ~= "", given
  end
  function make.ShowConsoleMsg(text)
    fake.console[#fake.console + 1] = text
  end
  function make.ExecProcess(command, timeout_ms)
    assert(timeout_ms < 0, "REAPER would stand still")
    fake.commands[#fake.commands + 1] = command
    return fake.exec_fails and nil or "0\n"
  end
end

local function running(make, fake, outside)
  function make.defer(call)
    assert(#fake.queue < 64, "too many deferred calls")
    table.insert(fake.queue, { script = fake.script, call = call })
    return true
  end
  function make.atexit(call)
    table.insert(fake.script.exits, call)
    return true
  end
  function make.set_action_options(flags)
    fake.script.options = flags
  end
  function make.get_action_context()
    return false, fake.script.name, 0, 41000, -1, -1, -1.0, ""
  end
  function make.SetToggleCommandState(_, command, state)
    fake.toggles[command] = state
    return true
  end
  function make.RefreshToolbar2(_, command)
    assert(fake.toggles[command] ~= nil, "nothing to refresh")
  end
  function make.APIExists(name)
    return fake.facts[name] ~= nil
  end
  make.time_precise = outside.now_s
  function make.GetOS()
    return "Other"
  end
  function make.GetResourcePath()
    return fake.resources
  end
  function make.genGuid()
    return fake.model:guid()
  end
end

--- The functions of a fake.
function works.reaper(fake, outside)
  local make = {}
  disk(make, fake, outside)
  timeline(make, fake)
  attributes(make, fake)
  midi(make, fake)
  project(make, fake)
  keeping(make, fake)
  undo(make, fake)
  talking(make, fake)
  running(make, fake, outside)
  return make
end

--- The drawing functions: a window that only notes what it is told.
function works.gfx(fake)
  return {
    init = function(title)
      fake.window = title
      return 1
    end,
    getchar = function()
      return fake.window and 0 or -1
    end,
    quit = function()
      fake.window = nil
    end,
    drawstr = function(text)
      fake.drawn = text
    end,
    rect = function() end,
    set = function() end,
    update = function() end,
  }
end

return works
