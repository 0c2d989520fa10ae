ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Fill",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Makes the selected range of a region anew, or continues the selected region at its end, on playlists of its track.]],
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

  local wave = (function()
  -- A WAV file of 32-bit floats, for the daemon to read what a region plays.

  local wave = {}

  local BLOCK = 128 -- values packed at once

  -- The header; `count` values in all, of all channels.
  function wave.header(channels, rate, count)
    local format = string.pack("<I2I2I4I4I2I2I2", 3, channels, rate, rate * channels * 4, channels * 4, 32, 0)
    local fact = string.pack("<I4", count // channels)
    local parts = { "fmt " .. string.pack("<s4", format), "fact" .. string.pack("<s4", fact), "data" .. string.pack("<I4", count * 4) }
    local body = "WAVE" .. table.concat(parts)
    return "RIFF" .. string.pack("<I4", #body + count * 4) .. body
  end

  -- The bytes of a list of numbers.
  function wave.values(list)
    local parts, whole = {}, "<" .. ("f"):rep(BLOCK)
    for first = 1, #list, BLOCK do
      local last = math.min(first + BLOCK - 1, #list)
      local format = last - first + 1 == BLOCK and whole or "<" .. ("f"):rep(last - first + 1)
      parts[#parts + 1] = string.pack(format, table.unpack(list, first, last))
    end
    return table.concat(parts)
  end

  return wave
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

  local LEAST_S, MOST_S, STAYS_S = 0.05, 8, 0.1
  local HEARD_S = 3 -- of what lies around it, more than the model listens to
  local OVERLAP_S = 0.05 -- beyond the crossfade every sample is the region's
  local last = { prompt = "", count = 4, seconds = 2 }
  local NOTHING = "Select a range within one region of a track to make it anew, or one region to continue it."

  local function ask(title, extended)
    local questions = { wishing.prompt(last.prompt), wishing.count(last.count), wishing.seed() }
    if extended then
      local seconds = { type = "number", key = "seconds", title = "Seconds to add", min = LEAST_S, max = MOST_S, step = 0.25, digits = 2 }
      seconds.default = last.seconds
      table.insert(questions, 2, seconds)
    end
    return wishing.ask(title, questions)
  end

  -- The region, its track, and the range to be made anew in samples of it; no range where it is to be continued.
  local function wanted()
    local first, behind = chosen.range()
    if not first then
      return chosen.region()
    end
    local track = chosen.track()
    local region = track and chosen.region_at(track, first)
    if region then
      local begins = region:position():samples()
      return region, track, first - begins, behind - begins
    end
  end

  local function mistake(region, from, to)
    local rate, length = Session:nominal_sample_rate(), region:length():samples()
    if region:to_audioregion():envelope_active() then
      return "The region has a gain line, which what is made would not have: bounce it first (Region > Export > Bounce)."
    elseif from and to > length then
      return "The range goes beyond the region's end: select a range within one region."
    elseif from and (to - from < LEAST_S * rate or to - from > MOST_S * rate) then
      return ("The range lasts %.2f s: %g to %g seconds can be made anew."):format((to - from) / rate, LEAST_S, MOST_S)
    elseif length - (from and to - from or 0) < STAYS_S * rate then
      return ("Of the region %g seconds at least must stay: select a shorter range or a longer region."):format(STAYS_S)
    end
  end

  -- What the daemon is given of the region, and what of its answer is put over the region: all in samples.
  local function plan(region, from, to, added)
    local rate, length = math.floor(Session:nominal_sample_rate()), region:length():samples()
    local heard, overlap = HEARD_S * rate, math.floor(OVERLAP_S * rate)
    local first = math.max(0, (from or length) - heard)
    local last_one = math.min(length, (to or length) + heard)
    local cut, cut_to = math.max(first, (from or length) - overlap), math.min(last_one, (to or length) + overlap)
    local before, behind = cut > 0, to and cut_to < length
    return {
      first = first,
      last = last_one,
      cutfrom = ("%d"):format(cut - first),
      cutto = ("%d"):format(cut_to - first + added),
      sample = region:position():samples() + cut,
      joins = (before and "before " or "") .. (behind and "behind" or ""),
    }
  end

  return function()
    if not wishing.begin() then
      return
    end
    local region, track, from, to = wanted()
    local wrong = not region and NOTHING or mistake(region, from, to)
    if wrong then
      people.tell(wrong)
      return
    end
    local said = ask(from and "Fill" or "Extend", not from)
    if not said then
      return
    end
    last = { prompt = said.prompt, count = said.count, seconds = said.seconds or last.seconds }
    local rate, id = Session:nominal_sample_rate(), wishing.new_id()
    local path, added = wishing.guide(id), from and 0 or math.floor(said.seconds * rate)
    local lies = plan(region, from, to, added)
    wrong = wishing.mistake(said) or select(2, chosen.write(path, region, lies.first, lies.last, 1))
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.wish({
      id = id,
      ask = "fill",
      path = path,
      start = from and ("%.9f"):format((from - lies.first) / rate) or "0",
      finish = to and ("%.9f"):format((to - lies.first) / rate) or "0",
      extend = not from and ("%.9f"):format(added / rate) or nil,
      prompt = said.prompt,
      seconds = ("%.6f"):format(from and (to - from) / rate or added / rate),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = chosen.id_of(track),
      cutfrom = lies.cutfrom,
      cutto = lies.cutto,
      joins = lies.joins,
      gain = ("%.9g"):format(region:to_audioregion():scale_amplitude()),
    }, lies.sample)
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
