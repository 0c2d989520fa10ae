ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Generate",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for sounds at the selection or the playhead. They come as playlists of one track, the best one active. Needs the hook "Foley Bridge: Listen".]],
}

function factory()
  local disk = (function()
  -- Small files, read and replaced whole, with nothing but io and os.

  local disk = {}

  -- The file's bytes; nil where it cannot be read.
  function disk.read(path)
    local file = io.open(path, "rb")
    if not file then
      return nil
    end
    local data = file:read("a")
    file:close()
    return data
  end

  function disk.is_there(path)
    local file = io.open(path, "rb")
    if file then
      file:close()
    end
    return file ~= nil
  end

  -- Whether the file is there under its final name, with all of its bytes; never half of them.
  function disk.write(path, data, half)
    half = half or path .. ".tmp"
    local file = io.open(half, "wb")
    if not file then
      return false
    end
    local written = file:write(data)
    local closed = file:close() -- what a full disk refuses is told here
    if written and closed and (os.rename(half, path) or (os.remove(path) and os.rename(half, path))) then
      return true
    end
    os.remove(half)
    return false
  end

  function disk.append(path, data)
    local file = io.open(path, "ab")
    if not file then
      return false
    end
    local written = file:write(data)
    return file:close() and written ~= nil
  end

  return disk
  end)()

  local record = (function()
  -- A record in one line of text: a kind, then name=value separated by tabs, whatever the values hold.

  local record = {}

  local function escaped(text)
    return (text:gsub("[%c%%=]", function(sign)
      return ("%%%02X"):format(sign:byte())
    end))
  end

  local function plain(text)
    return (text:gsub("%%(%x%x)", function(digits)
      return string.char(tonumber(digits, 16))
    end))
  end

  -- Of a table of texts; names in order, so that the same table is always the same line.
  function record.line(kind, fields)
    local names = {}
    for name in pairs(fields) do
      names[#names + 1] = name
    end
    table.sort(names)
    local parts = { kind }
    for _, name in ipairs(names) do
      parts[#parts + 1] = name .. "=" .. escaped(tostring(fields[name]))
    end
    return table.concat(parts, "\t") .. "\n"
  end

  -- A list of {kind, fields}; the last line counts only with its end, since a writer may have been stopped in it.
  function record.lines(text)
    local found = {}
    for line in text:gmatch("([^\n]*)\n") do
      local kind, rest = line:match("^(%l+)(.*)$")
      if kind then
        local fields = {}
        for name, value in rest:gmatch("\t(%w+)=([^\t]*)") do
          fields[name] = plain(value)
        end
        found[#found + 1] = { kind, fields }
      end
    end
    return found
  end

  return record
  end)()

  local chance = (function()
  -- Names that nobody else has.

  local chance = {}

  -- So many hexadecimal digits, from the system where it has them, else from all clocks at hand.
  function chance.digits(count)
    local found = {}
    local source = io.open("/dev/urandom", "rb")
    local bytes = source and source:read(count)
    if source then
      source:close()
    end
    if not bytes then
      math.randomseed(math.floor(os.time() * 1000 + os.clock() * 1e6) ~ tonumber(tostring(found):match("0x(%x+)") or "0", 16))
    end
    for at = 1, count do
      found[at] = ("%x"):format((bytes and bytes:byte(at) or math.random(0, 15)) % 16)
    end
    return table.concat(found)
  end

  return chance
  end)()

  local daemon = (function()
  -- Where this user's daemon keeps what hosts need, and whether it runs.

  local daemon = {}

  daemon.ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"

  local function places(env)
    local found = {}
    local function add(root, inner)
      if root and root ~= "" then
        found[#found + 1] = root .. inner
      end
    end
    local home = env("HOME")
    local state = env("XDG_STATE_HOME")
    add(state and state ~= "" and state or home and home .. "/.local/state", "/foley-bridge")
    add(home, "/Library/Application Support/foley-bridge")
    add(env("LOCALAPPDATA"), "/foley-bridge")
    return found
  end

  -- {session = its file, spool = its folder}; `env` is os.getenv, `is_there` says whether a file is.
  function daemon.home(env, is_there)
    local own = env("FOLEY_BRIDGE_HOME")
    if own and own ~= "" then
      return { session = own .. "/state/session.json", spool = own .. "/spool" }
    end
    local all = places(env)
    for _, folder in ipairs(all) do
      if is_there(folder .. "/session.json") then
        return { session = folder .. "/session.json", spool = folder .. "/spool" }
      end
    end
    local first = all[1] or "/nowhere"
    return { session = first .. "/session.json", spool = first .. "/spool" }
  end

  -- Whether one runs, as far as files tell: its session file is there and, where the system shows processes, its process.
  function daemon.runs(home, read)
    local text = read(home.session)
    local pid = text and text:match('"pid"%s*:%s*(%d+)')
    if not pid then
      return false
    end
    return read("/proc/self/stat") == nil or read("/proc/" .. pid .. "/stat") ~= nil
  end

  return daemon
  end)()

  local desk_files = (function()
  -- The files of a session by which actions and the listening hook, each an interpreter of its own, know of each other.

  local desk_files = {}

  desk_files.REQUESTS, desk_files.WISHES = "foley-bridge.requests", "foley-bridge.wishes"

  desk_files.UNHEARD = 'Nobody listens to the requests of this session. Add the hook "Foley Bridge: Listen" in '
    .. "Edit > Lua Scripts > Script Manager, under Action Hooks: what was asked for then goes on."

  return desk_files
  end)()

  local people = (function()
  -- Sentences for people, in a small window.

  local people = {}

  function people.tell(text)
    print("Foley Bridge: " .. text) -- into Window > Log too
    LuaDialog.Message("Foley Bridge", text, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close):run()
  end

  return people
  end)()

  local LEAST_S, MOST_S, DEFAULT_S = 0.1, 180, 2
  local last = { prompt = "", count = 4 }

  -- Start in samples and length in seconds of what is selected; the playhead and nothing where nothing is.
  local function selected()
    local none = Temporal.timepos_t(0)
    local found, ends = Editor:get_selection_extents(none, none)
    if not found or ends[2]:samples() <= ends[1]:samples() then
      return Session:transport_sample()
    end
    local start, length = ends[1]:samples(), ends[2]:samples() - ends[1]:samples()
    return start, length / Session:nominal_sample_rate()
  end

  local function selected_track()
    for route in Editor:get_selection().tracks:routelist():iter() do
      local track = route:to_track()
      if not track:isnil() and track:data_type():to_string() == "audio" then
        return track
      end
    end
  end

  local function ask(length_s, track)
    local places = { ["a new track"] = "" }
    if track then
      places["the track " .. track:name()] = track:to_stateful():id():to_s()
    end
    local seconds = math.min(math.max(length_s or last.seconds or DEFAULT_S, LEAST_S), MOST_S)
    return LuaDialog.Dialog("Foley Bridge: Generate", {
      { type = "entry", key = "prompt", title = "What should be heard", default = last.prompt },
      { type = "number", key = "seconds", title = "Seconds", min = LEAST_S, max = MOST_S, step = 0.25, digits = 2, default = seconds },
      { type = "number", key = "count", title = "Sounds to choose from", min = 1, max = 16, step = 1, digits = 0, default = last.count },
      { type = "entry", key = "seed", title = "Seed (empty: a new one)", default = "" },
      { type = "dropdown", key = "track", title = "Put them on", values = places, default = "a new track" },
    }):run()
  end

  local function mistake(said)
    local seed = tonumber(said.seed)
    if said.prompt == "" then
      return "Say what should be heard, such as: heavy boots on gravel"
    end
    if said.seed ~= "" and not (seed and math.tointeger(seed) and seed >= 0 and seed <= 2147483647) then
      return "The seed is " .. said.seed .. ": choose a whole number from 0 to 2147483647, or none."
    end
  end

  local function wish(said, sample)
    local rate = math.floor(Session:nominal_sample_rate())
    return record.line("generate", {
      id = "ardour-" .. chance.digits(32),
      prompt = said.prompt,
      seconds = ("%.2f"):format(said.seconds),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = said.track,
      sample = ("%d"):format(sample),
      position = ("%.9f"):format(sample / rate),
      rate = rate,
      destination = Session:path(),
      project = Session:name(),
    })
  end

  return function()
    if not daemon.runs(daemon.home(os.getenv, disk.is_there), disk.read) then
      people.tell(daemon.ABSENT)
      return
    end
    local wishes = Session:path() .. "/" .. desk_files.WISHES
    if disk.is_there(wishes) then -- the hook takes them within a tenth of a second
      people.tell(desk_files.UNHEARD)
    end
    local sample, length_s = selected()
    local said = ask(length_s, selected_track())
    if not said then
      return
    end
    said.prompt, said.seed = said.prompt:match("^%s*(.-)%s*$"), said.seed:match("^%s*(.-)%s*$")
    local wrong = mistake(said)
    last = { prompt = said.prompt, count = said.count, seconds = said.seconds }
    if wrong then
      people.tell(wrong)
    elseif not disk.append(wishes, wish(said, sample)) then
      people.tell("The session's folder cannot be written to: " .. Session:path())
    end
  end
end

function icon()
  return function(ctx, width, height, colour)
    local r, g, b, a = ARDOUR.LuaAPI.color_to_rgba(colour)
    ctx:set_source_rgba(r, g, b, a)
    ctx:set_line_width(math.max(1, width * 0.08))
    for at, part in ipairs { 0.25, 0.6, 0.9, 0.5, 0.2 } do
      ctx:move_to(width * (at / 6), height * (0.5 - part * 0.4))
      ctx:line_to(width * (at / 6), height * (0.5 + part * 0.4))
    end
    ctx:stroke()
  end
end
