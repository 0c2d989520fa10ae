-- A stand-in for the functions of REAPER that docs/examples/spool_host.lua calls, with one track and no sound.
--
-- lua5.4 fake_reaper.lua SCRIPT PROJECT ANSWERS: runs SCRIPT as REAPER would, then says what became of the project.
-- A function that is not here, or a wrong number of arguments, is an error.

local script, project, answers = arg[1], arg[2], arg[3]
local items, deferred, undo_depth = {}, nil, 0

local function quoted(folder) return "'" .. folder:gsub("'", "'\\''") .. "'" end

local listing = {}
local functions = {
  GetUserInputs = { 4, function() return true, answers end },
  genGuid = { 1, function() return "{0A1B2C3D-0000-4000-8000-00000000000F}" end },
  GetProjectPathEx = { 1, function() return project end },
  RecursiveCreateDirectory = { 2, function(folder) return os.execute("mkdir -p " .. quoted(folder)) and 1 or 0 end },
  EnumerateFiles = { 2, function(folder, place)
    if place < 0 then
      listing = {}
      local names = io.popen("ls " .. quoted(folder) .. " 2>/dev/null")
      for name in names:lines() do listing[#listing + 1] = name end
      names:close()
      return nil
    end
    return listing[place + 1]
  end },
  CountMediaItems = { 1, function() return #items end },
  GetMediaItem = { 2, function(_, place) return items[place + 1] end },
  GetSelectedTrack = { 2, function() return nil end },
  GetTrack = { 2, function() return { track = true } end },
  AddMediaItemToTrack = { 1, function(track)
    assert(track.track)
    items[#items + 1] = {}
    return items[#items]
  end },
  AddTakeToMediaItem = { 1, function(item) return { item = item } end },
  PCM_Source_CreateFromFile = { 1, function(path)
    assert(io.open(path, "rb")):close()
    return { path = path }
  end },
  GetMediaSourceLength = { 1, function() return 0.5, false end },
  SetMediaItemTake_Source = { 2, function(take, source) take.item.path = source.path end },
  SetMediaItemInfo_Value = { 3, function(item, name, value) item[name] = value end },
  GetSetMediaItemInfo_String = { 4, function(item, name, value, is_set)
    if is_set then item[name] = value end
    return item[name] ~= nil, item[name] or ""
  end },
  GetCursorPositionEx = { 1, function() return 12.5 end },
  Undo_BeginBlock2 = { 1, function() undo_depth = undo_depth + 1 end },
  Undo_EndBlock2 = { 3, function() undo_depth = undo_depth - 1 end },
  UpdateArrange = { 0, function() end },
  ShowConsoleMsg = { 1, function(text) io.write(text):flush() end },
  defer = { 1, function(turn) deferred = turn end },
}

reaper = setmetatable({}, {
  __index = function(_, name)
    local count, call = table.unpack(functions[name] or error("REAPER has no " .. name, 2))
    return function(...)
      assert(select("#", ...) == count, name .. " takes " .. count .. " arguments")
      return call(...)
    end
  end,
})

dofile(script)
while deferred do
  local turn = deferred
  deferred = nil
  turn()
  os.execute("sleep 0.03") -- REAPER's turns come about thirty times a second
end
local item = items[1]
print(("items %d undo %d path %s position %s length %s"):format(
  #items, undo_depth, item.path, item.D_POSITION, item.D_LENGTH))
