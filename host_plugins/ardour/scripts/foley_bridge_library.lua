ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Library",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Searches the studio's own recordings by words, or for what is like the selected region, and puts one at the playhead.]],
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

  -- What was written for the daemon to read is not needed once the request is settled. Nothing else is ever removed.
  function desk_files.remove_guide(fields)
    local path = fields.path or ""
    if path:sub(-#fields.id - 4) == fields.id .. ".wav" and path:match("[/\\]foley%-bridge%-[^/\\]+$") then
      os.remove(path)
    end
  end

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

  local sounds = (function()
  -- Which candidate a file of the session is: known by the name that Ardour gave it, in a list beside the session.

  local sounds = {}

  local FILE = "foley-bridge.sounds"

  function sounds.note(folder, source, request, index, prompt)
    disk.append(folder .. "/" .. FILE, record.line("sound", { source = source, request = request, index = index, prompt = prompt }))
  end

  -- {request, index, prompt} of a file; nil where none of ours is known by that name. The last one noted counts.
  function sounds.of(folder, source)
    local found
    for _, one in ipairs(record.lines(disk.read(folder .. "/" .. FILE) or "")) do
      local fields = one[2]
      if fields.source == source and fields.request and tonumber(fields.index) then
        found = fields
      end
    end
    return found
  end

  return sounds
  end)()

  local chosen = (function()
  -- What is selected in Ardour's editor, and what a region plays, written for the daemon.

  local chosen = {}

  local BLOCK = 8192 -- samples read at once

  -- First and last sample of what is selected, ranges and regions alike; nil where nothing is.
  function chosen.extents()
    local found, ends = Editor:get_selection_extents(Temporal.timepos_t(0), Temporal.timepos_t(0)) -- two: both are written to
    if found and ends[2]:samples() > ends[1]:samples() then
      return ends[1]:samples(), ends[2]:samples()
    end
  end

  -- First and last sample of the selected range of time; nil where there is none.
  function chosen.range()
    local time = Editor:get_selection().time
    if time:size() > 0 and time:end_sample() > time:start_sample() then
      return time:start_sample(), time:end_sample()
    end
  end

  local function is_audio(track)
    return not track:isnil() and track:data_type():to_string() == "audio"
  end

  -- The first audio track that is selected.
  function chosen.track()
    for route in Editor:get_selection().tracks:routelist():iter() do
      local track = route:to_track()
      if is_audio(track) then
        return track
      end
    end
  end

  function chosen.id_of(track)
    return track:to_stateful():id():to_s()
  end

  local function track_of(region)
    for route in Session:get_tracks():iter() do
      local track = route:to_track()
      if is_audio(track) and not track:playlist():region_by_id(region:to_stateful():id()):isnil() then
        return track
      end
    end
  end

  -- The audio regions that are selected, each with its track, as they lie in time.
  function chosen.regions()
    local found = {}
    for region in Editor:get_selection().regions:regionlist():iter() do
      local track = not region:to_audioregion():isnil() and track_of(region)
      if track then
        found[#found + 1] = { region = region, track = track, at = region:position():samples() }
      end
    end
    table.sort(found, function(one, other)
      return one.at < other.at
    end)
    return found
  end

  -- The audio region that is selected, if it is one alone, and its track.
  function chosen.region()
    local found = chosen.regions()
    if #found == 1 then
      return found[1].region, found[1].track
    end
  end

  -- The topmost audio region of a track at a sample.
  function chosen.region_at(track, sample)
    local region = track:playlist():top_region_at(Temporal.timepos_t(sample))
    if not region:isnil() and not region:to_audioregion():isnil() then
      return region
    end
  end

  local function interleaved(buffers, count)
    local list = {}
    for at = 1, count do
      for channel = 1, #buffers do
        list[#list + 1] = buffers[channel][at]
      end
    end
    return list
  end

  local function read(readable, shared, channel, first, count, gain)
    assert(readable:read(shared:to_float(0), first, count, channel) == count, "the region's sound could not be read")
    local data, list = shared:to_float(0):array(), {}
    for at = 1, count do
      list[at] = data[at] * gain
    end
    return list
  end

  -- Write the samples from `first` up to before `last` of what a region plays; whether they are there, and why not.
  function chosen.write(path, region, first, last, gain)
    local file = io.open(path, "wb")
    if not file then
      return false, "The session's folder cannot be written to: " .. Session:path()
    end
    local readable = region:to_audioregion():to_readable()
    local channels, shared = readable:n_channels(), ARDOUR.DSP.DspShm(BLOCK)
    local rate = math.floor(Session:nominal_sample_rate())
    local fine, fault = pcall(function()
      assert(file:write(wave.header(channels, rate, (last - first) * channels)))
      for from = first, last - 1, BLOCK do
        local count, buffers = math.min(BLOCK, last - from), {}
        for channel = 1, channels do
          buffers[channel] = read(readable, shared, channel - 1, from, count, gain)
        end
        assert(file:write(wave.values(interleaved(buffers, count))))
      end
    end)
    local closed = file:close() -- what a full disk refuses is told here
    if fine and closed then
      return true
    end
    os.remove(path)
    return false, "What the region plays could not be written into the session's folder: " .. tostring(fault)
  end

  -- Named places of the session, in order: markers, and ranges with their length in samples.
  function chosen.marks()
    local found = {}
    for place in Session:locations():list():iter() do
      local is_range = place:is_range_marker()
      if (place:is_mark() or is_range) and not (place:is_auto_loop() or place:is_session_range() or place:is_hidden()) then
        local sample = place:start():samples()
        found[#found + 1] = {
          name = place:name():match("^%s*(.-)%s*$"),
          sample = sample,
          length = is_range and place:_end():samples() - sample or nil,
        }
      end
    end
    table.sort(found, function(one, other)
      return one.sample < other.sample
    end)
    return found
  end

  return chosen
  end)()

  local wishing = (function()
  -- How an action asks: is there a daemon, a dialog, what is wrong with what was said, and a line for the listening hook.

  local wishing = {}

  wishing.PROMPT_MOST = 500

  -- Whether there is a point in asking; else people are told.
  function wishing.begin()
    if not daemon.runs(daemon.home(os.getenv, disk.is_there), disk.read) then
      people.tell(daemon.ABSENT)
      return false
    end
    if disk.is_there(Session:path() .. "/" .. desk_files.WISHES) then -- the hook takes them within a tenth of a second
      people.tell(desk_files.UNHEARD)
    end
    return true
  end

  -- The dialog's answers, without the spaces around them; nil where it was left.
  function wishing.ask(title, questions)
    local said = LuaDialog.Dialog("Foley Bridge: " .. title, questions):run()
    for key, text in pairs(said or {}) do
      if type(text) == "string" then
        said[key] = text:match("^%s*(.-)%s*$")
      end
    end
    return said
  end

  -- Lines of a dialog that several have.
  function wishing.prompt(default)
    return { type = "entry", key = "prompt", title = "What should be heard", default = default }
  end

  function wishing.count(default, title)
    return { type = "number", key = "count", title = title or "Sounds to choose from", min = 1, max = 16, step = 1, digits = 0, default = default }
  end

  -- How hits differ from one another.
  function wishing.range(default)
    return { type = "number", key = "range", title = "Weakest by at most dB", min = 0, max = 60, step = 1, digits = 0, default = default }
  end

  function wishing.human(default)
    return { type = "number", key = "human", title = "Variation as by hand (0 to 1)", min = 0, max = 1, step = 0.1, digits = 2, default = default }
  end

  function wishing.seed()
    return { type = "entry", key = "seed", title = "Seed (empty: a new one)", default = "" }
  end

  -- Why what was said cannot be asked; nil where it can.
  function wishing.mistake(said)
    local seed = tonumber(said.seed)
    if said.prompt == "" then
      return "Say what should be heard, such as: heavy boots on gravel"
    end
    local length = said.prompt and utf8.len(said.prompt)
    if said.prompt and (not length or length > wishing.PROMPT_MOST) then
      return ("The prompt has %d characters: %d are the most."):format(length or #said.prompt, wishing.PROMPT_MOST)
    end
    if said.seed and said.seed ~= "" and not (seed and math.tointeger(seed) and seed >= 0 and seed <= 2147483647) then
      return "The seed is " .. said.seed .. ": choose a whole number from 0 to 2147483647, or none."
    end
  end

  function wishing.new_id()
    return "ardour-" .. chance.digits(32)
  end

  -- What the request of this id needs a recording for: its file in the session's folder.
  function wishing.guide(id)
    return Session:path() .. "/foley-bridge-" .. id .. ".wav"
  end

  local function hand_over(kind, fields)
    if not disk.append(Session:path() .. "/" .. desk_files.WISHES, record.line(kind, fields)) then
      people.tell("The session's folder cannot be written to: " .. Session:path())
    end
  end

  -- Hand a search to the hook.
  function wishing.search(fields)
    hand_over("search", fields)
  end

  -- Hand a request to the hook; `sample` is where its sounds belong.
  function wishing.wish(fields, sample)
    local rate = math.floor(Session:nominal_sample_rate())
    local shared = {
      sample = ("%d"):format(sample),
      position = ("%.9f"):format(sample / rate),
      rate = ("%d"):format(rate),
      destination = Session:path(),
      project = Session:name(),
    }
    for name, value in pairs(shared) do
      fields[name] = value
    end
    hand_over("generate", fields)
  end

  return wishing
  end)()

  local last = { words = "" }

  -- What the selected region plays, as a search names it: one of our sounds, or a file; nil where nothing is selected.
  local function selected()
    local region = chosen.region()
    if not region then
      return nil
    end
    local source = region:source(0)
    local known = sounds.of(Session:path(), source:name())
    return known and known.request .. "#" .. known.index or source:to_filesource():path(), region:name()
  end

  return function()
    if not wishing.begin() then
      return
    end
    local like, name = selected()
    local questions = { { type = "entry", key = "words", title = "What should be heard", default = last.words } }
    if like then
      questions[2] = { type = "checkbox", key = "like", title = "Like the region " .. name, default = true }
    end
    local said = wishing.ask("Library", questions)
    if not said then
      return
    end
    last = { words = said.words }
    local wrong = said.words ~= "" and wishing.mistake { prompt = said.words }
    if said.words == "" and not said.like then
      wrong = "Say what should be heard, or select a region that recordings should be like."
    end
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.search({ id = wishing.new_id(), words = said.words, like = said.like and like or "" })
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
