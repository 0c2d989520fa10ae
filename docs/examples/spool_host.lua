-- A host without sockets: asks for sounds through the spool folder and puts the best on the timeline.
--
-- In REAPER: load it as an action. Elsewhere: lua5.4 spool_host.lua ID PROMPT SECONDS COUNT FOLDER
-- Run again with the same ID, it gets what it has not imported yet. Nothing is installed, nothing else is required.

local CLIENT = "lua-example" -- our folder's name; no other program may use the same
local HOME = os.getenv("FOLEY_BRIDGE_HOME") or os.getenv("HOME") .. "/.local/state/foley-bridge" -- of Linux
local SPOOL = HOME .. "/spool"
local TAB = string.char(9)

-- OSC: i, f and s are all there is.

local function padded(text) return text .. string.rep("\0", 4 - #text % 4) end

local function encoded(address, types, ...)
  local packet = padded(address) .. padded("," .. types)
  for place, value in ipairs({ ... }) do
    local kind = types:sub(place, place)
    packet = packet .. (kind == "s" and padded(value) or string.pack(kind == "i" and ">i4" or ">f", value))
  end
  return packet
end

local function text_at(packet, at)
  local text, behind = string.unpack("z", packet, at)
  return text, behind + (1 - behind) % 4
end

local function decoded(packet)
  local address, types, at
  address, at = text_at(packet, 1)
  types, at = text_at(packet, at)
  local values = {}
  for kind in types:sub(2):gmatch(".") do
    if kind == "s" then
      values[#values + 1], at = text_at(packet, at)
    else
      values[#values + 1], at = string.unpack(kind == "i" and ">i4" or ">f", packet, at)
    end
  end
  return address:match("[^/]+$"), values
end

-- The host: REAPER, or a text file as the timeline of a plain Lua.

local host = {}
if reaper then
  function host.asked()
    local ok, said = reaper.GetUserInputs("Foley", 3, "Sound,Seconds,Takes,extrawidth=200", "boots on gravel,2,4")
    if not ok then return nil end
    local prompt, seconds, count = said:match("^(.*),([^,]*),([^,]*)$")
    return reaper.genGuid(""), prompt, seconds, count, reaper.GetProjectPathEx(0)
  end
  function host.make_folder(folder) reaper.RecursiveCreateDirectory(folder, 0) end
  function host.names(folder)
    local names = {}
    reaper.EnumerateFiles(folder, -1) -- look again, not into what was seen before
    while reaper.EnumerateFiles(folder, #names) do names[#names + 1] = reaper.EnumerateFiles(folder, #names) end
    return names
  end
  function host.is_placed(mark)
    for place = 0, reaper.CountMediaItems(0) - 1 do
      local item = reaper.GetMediaItem(0, place)
      local _, found = reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley", "", false)
      if found == mark then return true end
    end
    return false
  end
  function host.place(mark, path)
    reaper.Undo_BeginBlock2(0)
    local item = reaper.AddMediaItemToTrack(reaper.GetSelectedTrack(0, 0) or reaper.GetTrack(0, 0))
    local source = reaper.PCM_Source_CreateFromFile(path)
    reaper.SetMediaItemTake_Source(reaper.AddTakeToMediaItem(item), source)
    reaper.SetMediaItemInfo_Value(item, "D_POSITION", reaper.GetCursorPositionEx(0))
    reaper.SetMediaItemInfo_Value(item, "D_LENGTH", (reaper.GetMediaSourceLength(source)))
    reaper.GetSetMediaItemInfo_String(item, "P_EXT:foley", mark, true)
    reaper.Undo_EndBlock2(0, "Foley", -1)
    reaper.UpdateArrange()
  end
  function host.say(line) reaper.ShowConsoleMsg(line .. "\n") end
  function host.turns(turn)
    if turn() then reaper.defer(function() host.turns(turn) end) end
  end
else
  local timeline
  local function quoted(folder) return "'" .. folder:gsub("'", "'\\''") .. "'" end
  function host.asked()
    timeline = arg[5] .. "/timeline.txt"
    return table.unpack(arg, 1, 5)
  end
  function host.make_folder(folder) assert(os.execute("mkdir -p " .. quoted(folder))) end
  function host.names(folder)
    local names, listing = {}, io.popen("ls " .. quoted(folder) .. " 2>/dev/null")
    for name in listing:lines() do names[#names + 1] = name end
    listing:close()
    return names
  end
  function host.is_placed(mark)
    local file = io.open(timeline)
    local lines = file and file:read("a") or ""
    if file then file:close() end
    return ("\n" .. lines):find("\n" .. mark .. TAB, 1, true) ~= nil
  end
  function host.place(mark, path)
    local file = assert(io.open(timeline, "a"))
    file:write(mark, TAB, path, "\n")
    file:close()
  end
  function host.say(line) io.write(line, "\n"):flush() end
  function host.turns(turn)
    while turn() do os.execute("sleep 0.05") end
  end
end

-- One request, from its packet to the import of its best candidate.

local id, prompt, seconds, count, folder = host.asked()
if not id then return end
local inbox, outbox = SPOOL .. "/in/" .. CLIENT, SPOOL .. "/out/" .. CLIENT
local offered, sent, over = {}, 0, false -- offered: index -> rank and path

local function send(address, types, ...)
  sent = sent + 1
  local name = string.format("%s/%d-%04d", inbox, os.time(), sent)
  local file = assert(io.open(name .. ".tmp", "wb"))
  file:write(encoded(address, types, ...))
  file:close()
  assert(os.rename(name .. ".tmp", name .. ".osc"))
end

local function import_best()
  local best
  for index, one in pairs(offered) do
    if not best or one.rank < offered[best].rank then best = index end
  end
  if not best then return false end
  local mark = id .. "#" .. best
  if not host.is_placed(mark) then host.place(mark, offered[best].path) end -- first the timeline, then the daemon
  send("/foley/imported", "ssi", id .. "-import", id, best)
  return true
end

local answered = {
  candidate = function(values) offered[values[2]] = { rank = values[3], path = values[6] } end,
  ranking = function(values)
    for rank = 2, #values do
      if offered[values[rank]] then offered[values[rank]].rank = rank - 1 end
    end
  end,
  done = function() over = not import_best() end,
  failed = function() over = true end,
  event = function() over = true end, -- imported
}

local function turn()
  local names = host.names(outbox)
  table.sort(names) -- which is the order they were sent in
  for _, name in ipairs(names) do
    if name:match("%.osc$") then
      local file = assert(io.open(outbox .. "/" .. name, "rb"))
      local word, values = decoded(file:read("a"))
      file:close()
      if values[1] == id or values[1] == id .. "-import" then
        host.say(word .. TAB .. table.concat(values, TAB))
        if answered[word] then answered[word](values) end
      end
      os.remove(outbox .. "/" .. name) -- only now: a script that ends before finds it again
    end
  end
  return not over
end

host.make_folder(inbox)
send("/foley/generate", "ssfiss", id, prompt, tonumber(seconds), tonumber(count), "destination", folder)
host.turns(turn)
