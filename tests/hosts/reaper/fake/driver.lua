-- Plays REAPER for the tests: `driver.command(line)` does what a line says and gives the answer as one line of JSON.
-- A line is a word and values, separated by tabs. Under the `lua5.4` program lines come from standard input; inside
-- another program (lupa) `command` is called.

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
package.path = here .. "?.lua;" .. package.path

local model = require("model")
local strict = require("strict")
local works = require("works")

local driver = {}

local OWN = { model = true, strict = true, works = true }
local fake, scripts_folder, outside
local preloaded = {}

local function json(value)
  if type(value) == "table" then
    local parts = {}
    if #value > 0 or next(value) == nil then
      for index, one in ipairs(value) do
        parts[index] = json(one)
      end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    for key, one in pairs(value) do
      parts[#parts + 1] = json(tostring(key)) .. ":" .. json(one)
    end
    return "{" .. table.concat(parts, ",") .. "}"
  elseif type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(one)
      return ("\\u%04x"):format(one:byte())
    end) .. '"'
  end
  return value == nil and "null" or tostring(value)
end

-- A file's WAV header says how long it is: 24-bit PCM of the daemon.
local function sound_seconds(path)
  local stream = io.open(path, "rb")
  if not stream then
    return nil
  end
  local data = stream:read("a")
  stream:close()
  local at = 13
  local bytes_a_second
  while data:sub(1, 4) == "RIFF" and at + 8 <= #data do
    local name, size = string.unpack("<c4I4", data, at)
    if name == "fmt " then
      bytes_a_second = string.unpack("<I4", data, at + 16)
    elseif name == "data" then
      return size / bytes_a_second
    end
    at = at + 8 + size + size % 2
  end
end

local commands = {}

-- project FILE MEDIA RESOURCES: a new REAPER with this project
function commands.project(file, media, resources)
  fake = {
    model = model.new(file, media),
    facts = strict.read(here .. "../signatures.txt"),
    resources = resources,
    listings = {},
    state = {},
    messages = {},
    answers = {},
    inputs = {},
    forms = {},
    files = {},
    console = {},
    commands = {},
    queue = {},
    errors = {},
    toggles = {},
  }
  local function handles(value)
    return fake.model:kind_of(value)
  end
  local made = works.reaper(fake, outside)
  for name, work in pairs(made) do
    made[name] = function(...)
      if name == fake.broken then
        fake.broken_calls = fake.broken_calls + 1
        assert(fake.broken_calls < 2, "broken on purpose")
      end
      return work(...)
    end
  end
  _G.reaper = strict.table(fake.facts, "", made, handles)
  local drawing = strict.table(fake.facts, "gfx", works.gfx(fake), handles)
  _G.gfx = setmetatable({ x = 0, y = 0 }, { __index = drawing })
end

local function fresh_libraries()
  for name in pairs(package.loaded) do
    if not preloaded[name] and not OWN[name] then
      package.loaded[name] = nil
    end
  end
end

local function balanced(where)
  if fake.model.depth ~= 0 or fake.model.hold ~= 0 then
    fake.errors[#fake.errors + 1] = ("%s: undo depth %d, drawing held %d"):format(
      where,
      fake.model.depth,
      fake.model.hold
    )
  end
end

local function guarded(where, call)
  local fine, problem = xpcall(call, debug.traceback)
  if not fine then
    fake.errors[#fake.errors + 1] = where .. ": " .. tostring(problem)
  end
  balanced(where)
end

local function close(script)
  for index = #fake.queue, 1, -1 do
    if fake.queue[index].script == script then
      table.remove(fake.queue, index)
    end
  end
  for _, exit in ipairs(script.exits) do
    guarded(script.name .. " at exit", exit)
  end
  script.exits = {}
end

local function end_idle()
  local busy = {}
  for _, one in ipairs(fake.queue) do
    busy[one.script] = true
  end
  for script in pairs(fake.running or {}) do
    if not busy[script] then
      fake.running[script] = nil
      close(script)
    end
  end
end

-- run NAME: an action, as from the action list; or the path of any script
function commands.run(name)
  fake.running = fake.running or {}
  for script in pairs(fake.running) do
    if script.name == name and script.options then
      fake.running[script] = nil
      fake.script = script
      close(script)
      if script.options == 1 then -- it ends, and that is all
        return
      end
    end
  end
  fresh_libraries()
  local path = package.path
  fake.script = { name = name, exits = {} }
  fake.running[fake.script] = true
  local file = name:match("%.lua$") and name or scripts_folder .. "/Foley Bridge - " .. name .. ".lua"
  guarded(name, assert(loadfile(file)))
  package.path = path
  end_idle()
end

-- cycle: what REAPER does 30 times a second
function commands.cycle()
  local queue = fake.queue
  fake.queue = {}
  for _, one in ipairs(queue) do
    fake.script = one.script
    guarded(one.script.name, one.call)
  end
  end_idle()
  return { busy = #fake.queue > 0 }
end

-- close: REAPER is closed, or the scripts are ended by the person
function commands.close()
  for script in pairs(fake.running or {}) do
    fake.running[script] = nil
    close(script)
  end
end

-- vanish: REAPER is killed: nothing is called any more
function commands.vanish()
  fake.queue, fake.running, fake.state = {}, {}, {}
end

local saved

-- save / reopen: the project as a file, and opened again
function commands.save()
  saved = fake.model:saved()
end

function commands.reopen()
  fake.model:load(saved)
end

function commands.track(selected)
  _G.reaper.InsertTrackInProject(0, 1000, 0)
  local track = fake.model.tracks[#fake.model.tracks]
  track.selected = selected == "selected"
  fake.model.before = fake.model:snapshot()
end

function commands.select_item(index)
  for at, item in ipairs(fake.model:items()) do
    item.selected = at == tonumber(index)
  end
end

-- select_items INDEX...: these and no others
function commands.select_items(...)
  local wanted = {}
  for _, index in ipairs({ ... }) do
    wanted[tonumber(index)] = true
  end
  for at, item in ipairs(fake.model:items()) do
    item.selected = wanted[at] == true
  end
end

-- item POSITION LENGTH FILE OFFSET SPEED: a recording that the person has there
function commands.item(position, length, file, offset, speed)
  local item = _G.reaper.AddMediaItemToTrack(fake.model.tracks[1].handle)
  local thing = fake.model:thing(item)
  thing.values.D_POSITION, thing.values.D_LENGTH = tonumber(position), tonumber(length)
  local take = fake.model:thing(_G.reaper.AddTakeToMediaItem(item))
  if file ~= "" then
    take.source = { file = file, length_s = sound_seconds(file) or 0 }
    fake.model:add("PCM_source", take.source)
  end
  take.values = { D_STARTOFFS = tonumber(offset) or 0, D_PLAYRATE = tonumber(speed) or 1 }
  fake.model.before = fake.model:snapshot()
end

-- notes START VELOCITY...: the newest item is MIDI; a velocity below 0 is a muted note
function commands.notes(...)
  local given, notes = { ... }, {}
  for at = 1, #given, 2 do
    local velocity = tonumber(given[at + 1])
    notes[#notes + 1] = { velocity < 0, tonumber(given[at]), math.abs(velocity) // 1 }
  end
  local items = fake.model:items()
  items[#items].takes[1].notes = notes
end

function commands.activate(index)
  fake.model:items()[1].values.I_CURTAKE = tonumber(index)
end

function commands.offset(seconds)
  local take = fake.model.tracks[1].items[1].takes[1]
  take.values = take.values or {}
  take.values.D_STARTOFFS = tonumber(seconds)
end

function commands.region(from_s, to_s, name)
  _G.reaper.AddProjectMarker2(0, to_s ~= "", tonumber(from_s), tonumber(to_s) or 0, name, -1, 0)
end

function commands.selection(from_s, to_s)
  fake.model.selection = { tonumber(from_s), tonumber(to_s) }
end

function commands.cursor(at_s)
  fake.model.cursor = tonumber(at_s)
end

-- fill VALUE...: what the person will type into the next form; without values the form is cancelled
function commands.fill(...)
  table.insert(fake.inputs, select("#", ...) > 0 and table.concat({ ... }, "\n"))
end

-- choose FILE: the file that the person will choose next; "" where no file is chosen
function commands.choose(file)
  table.insert(fake.files, file or "")
end

-- answer yes | no: to the next question
function commands.answer(word)
  table.insert(fake.answers, word == "yes" and 6 or 7)
end

-- media FOLDER: the project's media folder is there from now on
function commands.media(folder)
  fake.model.media = folder
end

-- resources FOLDER: REAPER's resource folder
function commands.resources(folder)
  fake.resources = folder
end

-- blind yes | no: whether REAPER can open no file
function commands.blind(word)
  fake.blind = word == "yes"
end

-- break NAME: this function raises an error from its second call on
commands["break"] = function(name)
  fake.broken, fake.broken_calls = name, 0
end

function commands.undo()
  fake.model:undo()
end

-- edit: the person does something that makes an undo point
function commands.edit()
  fake.model:point("Move cursor")
end

local function take_state(take, at, item)
  local ext = {}
  for key, value in pairs(take.texts) do
    ext[key:match("^P_EXT:foley_(.*)") or key] = value
  end
  return {
    name = take.texts.P_NAME,
    ext = ext,
    file = take.source and take.source.file or nil,
    active = item.values.I_CURTAKE == at - 1,
    offset = take.values and take.values.D_STARTOFFS or 0,
    speed = take.values and take.values.D_PLAYRATE or 1,
    keeps_pitch = not (take.values and take.values.B_PPITCH == 0),
  }
end

local function item_state(item)
  local takes = {}
  for at, take in ipairs(item.takes) do
    takes[at] = take_state(take, at, item)
  end
  return {
    track = item.track.texts.P_NAME,
    position = item.values.D_POSITION,
    length = item.values.D_LENGTH,
    volume = item.values.D_VOL or 1,
    takes = takes,
  }
end

-- state: all that a test may ask
function commands.state()
  local items, points = {}, {}
  for at, item in ipairs(fake.model:items()) do
    items[at] = item_state(item)
  end
  for at, point in ipairs(fake.model.points) do
    points[at] = point.description
  end
  return {
    items = items,
    points = points,
    depth = fake.model.depth,
    hold = fake.model.hold,
    tracks = #fake.model.tracks,
    messages = fake.messages,
    console = fake.console,
    commands = fake.commands,
    forms = fake.forms,
    pending = fake.model.ext["foley_bridge/pending"] or "",
    window = fake.window or "",
    drawn = fake.drawn or "",
    errors = fake.errors,
    busy = #fake.queue > 0,
    on = fake.toggles[41000] == 1,
    sockets = pcall(require, "socket.core"),
  }
end

--- Begin: the scripts' folder, and what the fake needs of the disk and the clock.
function driver.begin(folder, from_outside)
  scripts_folder, outside = folder, from_outside
  outside.sound_seconds = sound_seconds
  for name in pairs(package.loaded) do
    preloaded[name] = true
  end
end

--- Do what a line says.
function driver.command(line)
  local words = {}
  for word in (line .. "\t"):gmatch("(.-)\t") do
    words[#words + 1] = word
  end
  local fine, result = xpcall(commands[words[1]], debug.traceback, table.unpack(words, 2))
  return json(fine and (result or {}) or { failed = tostring(result) })
end

return driver
