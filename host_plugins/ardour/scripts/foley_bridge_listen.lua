ardour {
  ["type"] = "EditorHook",
  name = "Foley Bridge: Listen",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Sends what the actions of Foley Bridge ask for to the daemon, and puts the sounds that come onto the timeline.]],
}

function signals()
  local wanted = LuaSignal.Set()
  wanted:add { [LuaSignal.LuaTimerDS] = true, [LuaSignal.StateSaved] = true }
  return wanted
end

function factory()
  local osc = (function()
  -- OSC messages of i, f and s, which is all that the protocol has: bytes from values and back.

  local osc = {}

  local FORMATS = { i = ">i4", f = ">f" }

  local function padded(text)
    return text .. ("\0"):rep(4 - #text % 4)
  end

  -- The bytes of a message; `types` has one letter for each value. An error for what OSC cannot say.
  function osc.encode(address, types, values)
    assert(address:find("^/[!-~]*$"), "an address begins with a slash and is printable ASCII")
    local parts = { padded(address), padded("," .. types) }
    for at = 1, #types do
      local kind, value = types:sub(at, at), values[at]
      if kind == "s" then
        assert(not value:find("\0", 1, true), "a string with a NUL cannot be sent")
        parts[#parts + 1] = padded(value)
      else
        parts[#parts + 1] = string.pack(FORMATS[kind], value)
      end
    end
    return table.concat(parts)
  end

  local function text_at(packet, at)
    local ending = packet:find("\0", at, true)
    if not ending then
      return nil
    end
    local behind = ending + 4 - (ending - 1) % 4
    local text = packet:sub(at, ending - 1)
    if behind > #packet + 1 or packet:sub(ending, behind - 1):find("[^\0]") or not utf8.len(text) then
      return nil
    end
    return text, behind
  end

  -- The shortest decimal that the 32 bits stand for: 4.1, not 4.0999999046.
  local function shortest(bits)
    local value = string.unpack(">f", bits)
    for digits = 1, 9 do
      local short = tonumber(("%." .. digits .. "g"):format(value))
      if short and string.pack(">f", short) == bits then
        return short
      end
    end
    return value
  end

  local function value_at(packet, at, kind)
    if kind == "s" then
      return text_at(packet, at)
    end
    if not FORMATS[kind] or at + 3 > #packet then
      return nil
    end
    local bits = packet:sub(at, at + 3)
    return kind == "i" and string.unpack(">i4", bits) or kind == "f" and shortest(bits), at + 4
  end

  local function message(packet)
    local address, at = text_at(packet, 1)
    if not address or not address:find("^/[!-~]*$") then
      return nil
    end
    local types, values = ",", {}
    if at <= #packet then -- else a sender that leaves the tags of no values out
      types, at = text_at(packet, at)
    end
    if not types or types:sub(1, 1) ~= "," then
      return nil
    end
    for kind in types:sub(2):gmatch(".") do
      values[#values + 1], at = value_at(packet, at, kind)
      if not at then
        return nil
      end
    end
    return at == #packet + 1 and { address = address, types = types:sub(2), values = values } or nil
  end

  local BUNDLE, DEPTH_MOST = "#bundle\0", 4

  local function read(packet, depth, found)
    if packet:sub(1, 8) ~= BUNDLE then
      local one = message(packet)
      found[#found + 1] = one
      return one ~= nil
    end
    local at = 17 -- behind the time tag, which is not waited for
    while at + 3 <= #packet do
      local size = string.unpack(">I4", packet, at)
      if size == 0 or at + 3 + size > #packet or depth == DEPTH_MOST then
        return false
      end
      if not read(packet:sub(at + 4, at + 3 + size), depth + 1, found) then
        return false
      end
      at = at + 4 + size
    end
    return at == #packet + 1
  end

  -- The messages of a packet, each {address, types, values}; nil for bytes that are none.
  function osc.decode(packet)
    local found = {}
    return read(packet, 0, found) and found or nil
  end

  return osc
  end)()

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

  local spool = (function()
  -- OSC through the daemon's spool folder, without listing or making folders: the daemon's index names the answers.

  local spool = {}
  spool.__index = spool

  local FOREIGN_KEPT_S = 3600 -- answers for another session of this host, which asks again when it is opened

  -- `name` is the client's, `instance` a text that no other running host has.
  function spool.open(folder, name, instance)
    local self = { inbox = folder .. "/in/" .. name, outbox = folder .. "/out/" .. name }
    self.instance, self.sent, self.last = instance, 0, ""
    return setmetatable(self, spool)
  end

  -- Send a message; the packet's file, which is there until the daemon takes it, or nil where there is no spool.
  function spool:send(address, types, values)
    self.sent = self.sent + 1
    local stem = ("%s/%012d-%s-%06d"):format(self.inbox, os.time(), self.instance, self.sent)
    local file = stem .. ".osc"
    return disk.write(file, osc.encode(address, types, values), stem .. ".tmp") and file or nil
  end

  local function age_s(name)
    return os.time() - tonumber(name:sub(1, 16)) // 1000000
  end

  -- Call `take(word, values)` for each answer that was not seen yet, in order; where it says true, the answer was ours
  -- and its file goes. Other sessions' answers stay for them, for an hour.
  function spool:receive(take)
    local index = disk.read(self.outbox .. "/index")
    for name in (index or ""):gmatch("(%d+%-%l*%.osc)\n") do
      if name > self.last then
        self.last = name
        local path = self.outbox .. "/" .. name
        local data = disk.read(path)
        local one = data and (osc.decode(data) or {})[1] -- the daemon sends no bundles
        local word = one and one.address:match("^/foley/(%l+)$")
        if data and ((word and take(word, one.values)) or age_s(name) > FOREIGN_KEPT_S) then
          os.remove(path)
        end
      end
    end
  end

  return spool
  end)()

  local asks = (function()
  -- What is asked of the daemon, as the message of a request's fields. The same fields are always the same message.

  local asks = {}

  local SHARED = { { "seed", "i" }, { "steps", "i" }, { "pool", "i" }, { "destination", "s" }, { "position", "s" }, { "project", "s" } }

  -- Of each: its address, its arguments behind the id, and the pairs of its own.
  local KINDS = {
    generate = { { { "prompt", "s" }, { "seconds", "f" }, { "count", "i" } }, { { "rate", "i" }, { "loop", "i" } } },
    variation = {
      { { "candidate", "s" }, { "amount", "f" }, { "count", "i" } }, { { "rate", "i" }, { "less", "i" }, { "blend", "s" }, { "mix", "f" } },
    },
    transform = {
      { { "path", "s" }, { "prompt", "s" }, { "strength", "f" }, { "count", "i" } },
      { { "rate", "i" }, { "seconds", "f" } },
    },
    fill = {
      { { "path", "s" }, { "start", "f" }, { "finish", "f" }, { "prompt", "s" }, { "count", "i" } },
      { { "extend", "f" } }, -- the rate is the recording's
    },
  }

  local function value(text, kind)
    if kind == "s" then
      return text
    end
    local number = tonumber(text)
    return kind == "i" and number and math.tointeger(number) or kind == "f" and number or nil
  end

  -- Whether all is there that the request needs, so that its message can be made.
  function asks.whole(fields)
    local kind = KINDS[fields.ask or "generate"]
    if not kind or not (fields.id and fields.prompt and tonumber(fields.seconds)) then
      return false
    end
    for _, argument in ipairs(kind[1]) do
      if value(fields[argument[1]], argument[2]) == nil then
        return false
      end
    end
    return true
  end

  -- Address, types and values.
  function asks.message(fields)
    local name = fields.ask or "generate"
    local types, values = "s", { fields.id }
    for _, argument in ipairs(KINDS[name][1]) do
      types = types .. argument[2]
      values[#values + 1] = value(fields[argument[1]], argument[2])
    end
    for _, list in ipairs { SHARED, KINDS[name][2] } do
      for _, pair in ipairs(list) do
        local said = fields[pair[1]] and fields[pair[1]] ~= "" and value(fields[pair[1]], pair[2])
        if said then
          types = types .. "s" .. pair[2]
          values[#values + 1] = pair[1]
          values[#values + 1] = said
        end
      end
    end
    return "/foley/" .. name, types, values
  end

  return asks
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

  local desk = (function()
  -- What becomes of requests: asked, answered, put on the timeline, saved with the session, confirmed to the daemon.
  --
  -- The requests are kept in a file of the session from the moment they are made until the daemon knows that the saved
  -- session holds their sounds. So whatever ends in between, host or daemon, is found again: the same request is sent,
  -- the daemon tells what it delivered, and what the session holds already is confirmed and not put there twice.
  --
  -- The host gives: now() in seconds; marks(id), the set of indices that the session holds; place(request, candidates),
  -- best first, which returns the list of indices that are now on the timeline; ready(), whether it may be changed now;
  -- tell(text); rate(), samples a second; and `claim`, the path of a
  -- file outside the session: whoever opened the session last has written its name there, and all others stand down, so
  -- that a hook which was added twice does nothing twice.

  local desk = {}
  desk.__index = desk

  local SILENCE_S = 5 -- then the same is sent again
  local UNTAKEN_S = 5 -- a daemon takes a packet at once
  local NOTE_S = 1 -- between two notes of progress
  local INCOMPLETE_MOST = 3

  -- `folder` is the session's; `taker` takes what is sent to it, `search` what is found for it.
  function desk.open(folder, post, host, taker, search)
    local self = setmetatable({ post = post, host = host, taker = taker, search = search, requests = {}, noted_s = 0 }, desk)
    self.claimed = disk.write(host.claim, post.instance, host.claim .. "." .. post.instance)
    self.file, self.wishes = folder .. "/" .. desk_files.REQUESTS, folder .. "/" .. desk_files.WISHES
    for _, one in ipairs(record.lines(disk.read(self.file) or "")) do
      one[2].stage, one[2].fraction = nil, nil -- of another run
      self:_add(one[2])
    end
    self:_note()
    -- Answers to an earlier run of this host may be half of a story: the daemon tells it again from its beginning.
    post:receive(function(_, values)
      return self:_request_of(values[1]) ~= nil or taker:answered("", values)
    end)
    return self
  end

  -- One turn: what people wish, what the daemon said, what is to be done next. Never waits.
  function desk:turn()
    if self.claimed and disk.read(self.host.claim) ~= self.post.instance then
      return
    end
    self:_take_wishes()
    self.post:receive(function(word, values)
      return self:_answered(word, values) or self.taker:answered(word, values) or self.search:answered(word, values)
    end)
    self.taker:turn()
    self.search:turn()
    for at = #self.requests, 1, -1 do
      self:_go_on(self.requests[at])
      if self.requests[at].over then
        desk_files.remove_guide(table.remove(self.requests, at).fields)
        self:_note()
      end
    end
    self:_note_progress()
  end

  -- The session was saved: what is in it stays, and the daemon may know.
  function desk:saved()
    self.taker:saved()
    for _, request in ipairs(self.requests) do
      if request.placed then
        request.saved = true
      end
    end
  end

  function desk:_add(fields)
    if not asks.whole(fields) or self:_request_of(fields.id) then
      return
    end
    self.requests[#self.requests + 1] = { fields = fields, offers = {}, confirmed = {}, asked = {}, incomplete = 0 }
  end

  -- The request that an answer's id belongs to: its own, or with `-` and what was asked about it.
  function desk:_request_of(id)
    for _, request in ipairs(self.requests) do
      local own = request.fields.id
      if id == own or (type(id) == "string" and id:sub(1, #own + 1) == own .. "-") then
        return request
      end
    end
  end

  function desk:_take_wishes()
    local text = disk.read(self.wishes)
    if not text then
      return
    end
    for _, one in ipairs(record.lines(text)) do
      local kind, fields = one[1], one[2]
      local known = self:_request_of(fields.id)
      if kind == "generate" then
        self:_add(fields)
      elseif kind == "search" then
        self.search:wish(fields)
      elseif kind == "cancel" and known then
        known.fields.cancelled = "yes"
      end
    end
    if self:_note() then -- first into the file that outlives this, then away from here
      os.remove(self.wishes)
    end
  end

  function desk:_note()
    self.noted_s = self.host.now()
    self.progressed = false
    local lines = {}
    for at, request in ipairs(self.requests) do
      lines[at] = record.line("request", request.fields)
    end
    if #lines == 0 then
      return os.remove(self.file) or not disk.is_there(self.file)
    end
    return disk.write(self.file, table.concat(lines))
  end

  function desk:_note_progress()
    if self.progressed and self.host.now() - self.noted_s > NOTE_S then
      self:_note()
    end
  end

  -- Sending

  -- Send what is asked under this name, and again after a silence; not while the daemon has not taken it yet.
  function desk:_ask(request, name, address, types, values)
    local now_s = self.host.now()
    local asked = request.asked[name]
    if asked then
      local waiting = asked.file and disk.is_there(asked.file)
      if (waiting or not asked.file) and now_s - asked.at_s > UNTAKEN_S then
        self:_tell_absence(request)
      end
      if waiting or now_s - math.max(asked.at_s, request.heard_s or 0) < SILENCE_S then
        return
      end
    end
    request.asked[name] = { file = self.post:send(address, types, values), at_s = now_s }
    if not request.asked[name].file then
      self:_tell_absence(request)
    end
  end

  function desk:_tell_absence(request)
    if not request.told_absence then
      request.told_absence = true
      self.host.tell(daemon.ABSENT .. "\n\nThe request waits for it: " .. request.fields.prompt)
    end
  end

  function desk:_go_on(request)
    local fields = request.fields
    if request.ended and not request.placed and not request.stuck and self.host.ready() then
      self:_place(request)
    end
    if not request.ended and fields.listen and not fields.places then -- first where, then what
      self:_ask(request, "onsets", "/foley/onsets", "ss", { fields.id .. "-onsets", fields.path or "" })
      request.ended = fields.cancelled ~= nil
    elseif not request.ended then
      self:_ask(request, "generate", asks.message(fields))
      if fields.cancelled then
        self:_ask(request, "cancel", "/foley/cancel", "ss", { fields.id .. "-cancel", fields.id })
      end
    elseif request.placed and request.saved then
      self:_confirm(request)
    end
  end

  function desk:_confirm(request)
    local id, left = request.fields.id, false
    for index in pairs(request.placed) do
      if not request.confirmed[index] then
        left = true
        self:_ask(request, "imported" .. index, "/foley/imported", "ssi", { id .. "-imported-" .. index, id, index })
      end
    end
    request.over = not left
  end

  -- Onto the timeline

  function desk:_place(request)
    local held, new, there = self.host.marks(request.fields.id), {}, {}
    for index, offer in pairs(request.offers) do
      if held[index] then
        there[index] = true
      else
        new[#new + 1] = offer
      end
    end
    table.sort(new, function(one, other)
      return one.rank < other.rank
    end)
    local fine, indices = true, {}
    if #new > 0 then
      fine, indices = pcall(self.host.place, request.fields, new)
    end
    if not fine then -- once, and again when the session is opened; never ten times a second
      request.stuck = true
      self.host.tell("The sounds could not be put onto the timeline: " .. tostring(indices))
      return
    end
    for _, index in ipairs(indices) do
      there[index] = true
    end
    request.placed, request.saved = there, #new == 0 -- what the session came with is saved
    request.over = next(there) == nil
    request.fields.stage, request.fields.fraction = "placed", nil
    self:_note()
  end

  -- Answers

  function desk:_answered(word, values)
    local request = self:_request_of(values[1])
    if not request then
      return false
    end
    request.heard_s, request.told_absence = self.host.now(), nil
    local method = desk["_on_" .. word]
    if method then
      method(self, request, values)
    end
    return true
  end

  function desk:_on_accepted(request)
    if not request.fields.stage then
      request.fields.stage = "accepted"
      self:_note()
    end
  end

  function desk:_on_progress(request, values)
    request.fields.stage, request.fields.fraction = values[2], ("%.2f"):format(values[3])
    self.progressed = true
  end

  function desk:_on_candidate(request, values)
    local index = values[2]
    local offer = { index = index, rank = values[3], score = values[4], passed = values[5], path = values[6] }
    request.offers[index] = offer
  end

  function desk:_on_ranking(request, values)
    for rank = 1, #values - 1 do
      local offer = request.offers[values[rank + 1]]
      if offer then
        offer.rank = rank
      end
    end
  end

  -- What an earlier run of this host heard is not known any more: without all offers the daemon is asked again.
  function desk:_is_whole(request, delivered)
    local known = 0
    for _ in pairs(request.offers) do
      known = known + 1
    end
    for index in pairs(self.host.marks(request.fields.id)) do
      if not request.offers[index] then
        known = known + 1
      end
    end
    request.incomplete = request.incomplete + 1
    return known >= delivered or request.incomplete > INCOMPLETE_MOST
  end

  function desk:_on_done(request, values)
    if self:_is_whole(request, values[2]) then
      request.ended = true
    else
      request.asked.generate = nil
    end
  end

  -- Where the guide's hits are, as samples of the session, and how strong.
  function desk:_on_hits(request, first, told)
    request.hits = request.hits or {}
    for seconds, strength in told:gmatch("(%S+) (%S+)") do
      request.hits[first] = { seconds = tonumber(seconds), strength = tonumber(strength) }
      first = first + 1
    end
  end

  function desk:_on_onsets(request, count)
    local fields, places, strengths = request.fields, {}, {}
    for number = 1, count do -- the length of a list with a hole is any
      if not (request.hits and request.hits[number]) then
        request.asked.onsets = nil -- a part was lost: asked again
        return
      end
    end
    for _, hit in ipairs(request.hits) do
      if hit.strength >= (tonumber(fields.least) or 0) then
        places[#places + 1] = ("%d"):format(math.floor(tonumber(fields.sample) + hit.seconds * self.host.rate() + 0.5))
        strengths[#strengths + 1] = ("%.4f"):format(hit.strength)
      end
    end
    if #places == 0 then
      self.host.tell("The region has no hit that strong: choose a lower number.")
      request.ended = true
      return
    end
    fields.places, fields.strengths = table.concat(places, ","), table.concat(strengths, ",")
    fields.count = ("%d"):format(math.min(math.tointeger(tonumber(fields.count)), #places))
    self:_note()
  end

  function desk:_on_failed(request, values)
    if values[1] == request.fields.id .. "-onsets" then
      request.ended = true
      self.host.tell(values[3])
      return
    end
    if values[1] ~= request.fields.id then -- of a question about it: imported or forgotten already
      request.confirmed[tonumber(values[1]:match("%-imported%-(%d+)$") or -1)] = true
      return
    end
    if values[2] == "busy" then
      return -- it is sent again after a while
    end
    request.ended = true
    if values[2] == "cancelled" then
      request.offers = {}
    else
      self.host.tell(values[3])
    end
  end

  function desk:_on_event(request, values)
    if values[2] == "imported" then
      request.confirmed[values[4]] = true
    elseif values[2] == "hits" and type(values[3]) == "number" and type(values[4]) == "string" then
      self:_on_hits(request, values[3], values[4])
    elseif values[2] == "onsets" and not request.fields.places then
      self:_on_onsets(request, values[3])
    end
  end

  return desk
  end)()

  local receive = (function()
  -- What people send to this session from elsewhere, the tray for one: told by the daemon while we say that we are here,
  -- put at the playhead, and confirmed once the saved session holds it. What is there already is not put there twice.
  --
  -- The host gives: now() in seconds; name(), by which people know the session; served(), whether a daemon runs;
  -- marks(id); ready(); drop(offer), which puts it onto the timeline and says whether it is there; tell(text).

  local receive = {}
  receive.__index = receive

  local EVERY_S = 6 -- between two subscriptions, each of which is answered with what was not confirmed
  local LASTS_S = 20.0
  local SILENCE_S = 5
  local NAME_MOST = 128
  local KINDS = { "string", "string", "string", "number", "string", "string", "number", "number", "number" }

  -- `id` is the same whenever this session is open, so that it is always the same host.
  function receive.open(id, post, host)
    local self = { id = id, post = post, host = host, waiting = {}, held = {}, count = 0 }
    return setmetatable(self, receive)
  end

  local function short(text)
    local length = utf8.len(text)
    return length and length > NAME_MOST and text:sub(1, utf8.offset(text, NAME_MOST) - 1) .. "…" or text
  end

  -- One turn. Never waits.
  function receive:turn()
    local now_s = self.host.now()
    if now_s - (self.subscribed_s or -EVERY_S) >= EVERY_S and self.host.served() then
      self.subscribed_s = now_s
      if not (self.file and disk.is_there(self.file)) then
        local values = { self.id, "seconds", LASTS_S, "client", short(self.host.name()), "takes", 1, "events", 0 }
        self.file = self.post:send("/foley/subscribe", "ssfsssisi", values)
      end
    end
    if next(self.waiting) and self.host.ready() then
      self:_drop_all()
    end
    for _, one in pairs(self.held) do
      self:_confirm(one, now_s)
    end
  end

  -- The session was saved: what was put there stays.
  function receive:saved()
    for _, one in pairs(self.held) do
      one.saved = true
    end
  end

  -- Whether an answer is ours.
  function receive:answered(word, values)
    local id = values[1]
    if id ~= self.id and (type(id) ~= "string" or id:sub(1, #self.id + 1) ~= self.id .. "-") then
      return false
    end
    if word == "event" and values[2] == "offered" then
      self:_offered(values)
    elseif (word == "event" and values[2] == "imported") or word == "failed" then
      for key, one in pairs(self.held) do
        if one.id == id then
          self.held[key] = nil
        end
      end
    end
    return true
  end

  function receive:_offered(values)
    for at, kind in ipairs(KINDS) do
      if type(values[at]) ~= kind then
        return
      end
    end
    local key = values[3] .. "#" .. values[4]
    if not self.held[key] then
      self.waiting[key] = {
        request = values[3],
        index = values[4],
        path = values[5],
        prompt = values[6],
        score = values[8],
        rank = values[9],
      }
    end
  end

  function receive:_drop_all()
    for key, offer in pairs(self.waiting) do
      local there = self.host.marks(offer.request)[offer.index]
      local fine, put = true, there
      self.waiting[key] = nil -- Ardour goes on while it imports: not twice at once
      if not there then
        fine, put = pcall(self.host.drop, offer)
      end
      if fine and put then
        self.count = self.count + 1
        local id = ("%s-%d"):format(self.id, self.count)
        self.held[key] = { id = id, request = offer.request, index = offer.index, saved = there }
      else
        self.held[key] = {} -- said once; not tried again at each repetition
        self.host.tell("A sound that was sent could not be imported: " .. tostring(not fine and put or offer.path))
      end
      return -- one a turn: the list may have changed meanwhile
    end
  end

  function receive:_confirm(one, now_s)
    if one.saved and now_s - (one.asked_s or -SILENCE_S) >= SILENCE_S then
      one.asked_s = now_s
      self.post:send("/foley/imported", "ssi", { one.id, one.request, one.index })
    end
  end

  return receive
  end)()

  local searching = (function()
  -- The studio's own recordings: searched as people wish, shown, and the one that is chosen put onto the timeline.
  --
  -- The host gives: now() in seconds; tell(text); pick(found), the one of a list that a person wants, or nil; lay(one),
  -- which puts it onto the timeline and says whether it is there.

  local searching = {}
  searching.__index = searching

  local FOUND_MOST = "12"
  local SILENCE_S, ABSENT_S = 20, 90 -- a search may have to wake the engine
  local KINDS = { "number", "number", "string", "number", "number", "string", "number", "number" }

  searching.EMPTY = "The library is empty. Add a folder of recordings to it in a terminal: foley-bridge library add FOLDER"
  searching.NOTHING = "No recording was found."

  function searching.open(post, host)
    return setmetatable({ post = post, host = host, asked = {} }, searching)
  end

  -- Ask what a wish says: words, or what a sound is to be like, or both.
  function searching:wish(fields)
    if not fields.id or not (fields.words or fields.like) then
      return
    end
    self.asked[fields.id] = { fields = fields, found = {}, heard_s = self.host.now() }
    self:_send(fields)
  end

  function searching:_send(fields)
    local values = { fields.id, fields.words or "", "limit", math.tointeger(tonumber(FOUND_MOST)) }
    if fields.like and fields.like ~= "" then
      values[#values + 1], values[#values + 2] = "like", fields.like
    end
    self.asked[fields.id].sent_s = self.host.now()
    return self.post:send("/foley/search", #values > 4 and "sssiss" or "sssi", values)
  end

  -- Ask again after a silence; give up after a long one. Never waits.
  function searching:turn()
    local now_s = self.host.now()
    for id, one in pairs(self.asked) do
      if now_s - one.heard_s > ABSENT_S then
        self.asked[id] = nil
        self.host.tell(daemon.ABSENT)
        return
      elseif now_s - math.max(one.sent_s, one.heard_s) > SILENCE_S then
        self:_send(one.fields)
      end
    end
  end

  -- Whether an answer is ours.
  function searching:answered(word, values)
    local one = self.asked[values[1]]
    if not one then
      return false
    end
    one.heard_s = self.host.now()
    if word == "failed" then
      self.asked[values[1]] = nil
      self.host.tell(values[3])
    elseif word == "event" and values[2] == "found" then
      self:_keep(one, values)
    elseif word == "event" and values[2] == "searched" then
      self.asked[values[1]] = nil
      self:_finish(one, values[4])
    end
    return true
  end

  function searching:_keep(one, values)
    for at, kind in ipairs(KINDS) do
      if type(values[at + 2]) ~= kind then
        return
      end
    end
    local path, caption = values[5], values[8]
    one.found[values[3]] = {
      score = values[4],
      path = path,
      start = values[6],
      seconds = values[7],
      name = caption ~= "" and caption or path:match("[^/\\]+$"),
      away = values[10] == 0,
    }
  end

  function searching:_finish(one, heard)
    if #one.found == 0 then
      self.host.tell(heard == 0 and searching.EMPTY or searching.NOTHING)
      return
    end
    local wanted = self.host.pick(one.found)
    if wanted and not self.host.lay(wanted) then
      self.host.tell("This recording could not be imported: " .. wanted.path)
    end
  end

  return searching
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

  local dealing = (function()
  -- Which sound comes at which place: dealt like cards, all of them before any comes again, none twice in a row; how loud
  -- and how fast it is played there.

  local dealing = {}

  local GAIN_MOST_DB = 12
  local HUMAN_DB, HUMAN_CENTS = 1.5, 35 -- standard deviations at full variation

  dealing.CENTS = HUMAN_CENTS

  -- Whole numbers below what is asked for, the same ones for the same name.
  local function chance(name)
    local state = 1
    for at = 1, #name do
      state = (state * 31 + name:byte(at)) % 0x7fffffff
    end
    return function(count)
      state = (state * 48271) % 0x7fffffff
      return state % count
    end
  end

  -- A list of `places` numbers from 1 to `sounds`; the same for the same name.
  function dealing.deal(sounds, places, name)
    local below = chance(name)
    local dealt, deck = {}, {}
    for place = 1, places do
      if #deck == 0 then
        for card = 1, sounds do
          deck[card] = card
        end
      end
      local at = below(#deck) + 1
      if deck[at] == dealt[place - 1] and #deck > 1 then
        at = at % #deck + 1
      end
      dealt[place] = table.remove(deck, at)
    end
    return dealt
  end

  -- How each of `places` hits differs from the others, as it does when a person does it again: {louder, higher} in
  -- standard deviations, at most two; the same for the same name, and apart from what is dealt.
  function dealing.deviations(places, name)
    local below, found = chance("human " .. name), {}
    local function normal()
      local sum = 0
      for _ = 1, 12 do -- twelve even numbers are as good as normal
        sum = sum + below(1000000) / 1000000
      end
      return math.max(-2, math.min(2, sum - 6))
    end
    for place = 1, places do
      found[place] = { louder = normal(), higher = normal() }
    end
    return found
  end

  -- Decibels and speed of a hit: `strength` over 0 to 1, weaker ones down to -`range` dB; `human` 0 to 1 is how much it
  -- deviates beyond that; `share` is its sound's peak beside the highest of all, which is made up for.
  function dealing.played(strength, share, range, human, deviation)
    local level_db = math.max(-range, 20 * math.log(strength, 10)) + human * HUMAN_DB * deviation.louder
    local gain_db = math.min(GAIN_MOST_DB, level_db - 20 * math.log(share, 10))
    return gain_db, 2 ^ (human * HUMAN_CENTS * deviation.higher / 1200)
  end

  return dealing
  end)()

  local speeds = (function()
  -- A sound of the daemon's a little higher and shorter, or lower and longer, as of a tape that goes faster or slower: a
  -- WAV file whose header says another rate, which Ardour brings to the session's when it imports it.

  local speeds = {}

  -- The bytes of a WAV file that is played at `speed`; nil where they are none.
  function speeds.retuned(data, speed)
    local at = data:sub(1, 4) == "RIFF" and data:sub(9, 12) == "WAVE" and 13
    while at and at + 7 <= #data do
      local name, size = string.unpack("<c4I4", data, at)
      if name == "fmt " then
        local rate, bytes = string.unpack("<I4I4", data, at + 12)
        local frame, faster = bytes // rate, math.floor(rate * speed + 0.5)
        return data:sub(1, at + 11) .. string.pack("<I4I4", faster, faster * frame) .. data:sub(at + 20)
      end
      at = at + 8 + size + size % 2
    end
  end

  -- The speed of a step: 1 higher, -1 lower, 0 as it is; `human` 0 to 1 is how far a step goes.
  function speeds.of(step, human)
    return 2 ^ (step * human * dealing.CENTS / 1200)
  end

  -- The step that is nearest to a deviation.
  function speeds.step(deviation)
    return deviation > 0.5 and 1 or deviation < -0.5 and -1 or 0
  end

  return speeds
  end)()

  local timeline = (function()
  -- Candidates in Ardour: one playlist each, of one track, whose comment holds the request's id and the indices; or, where
  -- they were asked for many places, dealt over these on one playlist.

  local timeline = {}

  local MARK = "Foley Bridge: %s #%s"
  local NAME_MOST = 60
  local LEAD_S = 0.002 -- a dealt sound begins this long before its onset

  -- What is heard, as people see it: rank, score, prompt.
  local function title(offer, prompt)
    local score = offer.score >= -1 and ("%.2f"):format(offer.score) or "–"
    return ("%d · %s · %s"):format(offer.rank, score, prompt)
  end

  local function short(text)
    return #text > NAME_MOST and text:sub(1, utf8.offset(text, 0, NAME_MOST) - 1) .. "…" or text
  end

  -- The set of a request's indices that the session holds.
  function timeline.marks(id)
    local found = {}
    for route in Session:get_tracks():iter() do
      for marked, indices in route:comment():gmatch("Foley Bridge: (%S+) #([%d,]+)") do
        if marked == id then
          for index in indices:gmatch("%d+") do
            found[math.tointeger(tonumber(index))] = true
          end
        end
      end
    end
    return found
  end

  local function mark(track, id, indices)
    local comment = track:comment()
    local line = MARK:format(id, table.concat(indices, ","))
    track:set_comment(comment == "" and line or comment .. "\n" .. line, nil)
  end

  local function id_of(object)
    return object:to_stateful():id():to_s()
  end

  -- Bring a file into the session; its region, or nil where Ardour cannot.
  local function import(path)
    local known = {}
    for _, region in ARDOUR.RegionFactory.regions():iter() do
      known[id_of(region)] = true
    end
    local files = C.StringVector()
    files:push_back(path)
    Editor:do_import(
      files,
      Editing.ImportDistinctFiles,
      Editing.ImportAsRegion,
      ARDOUR.SrcQuality.SrcBest,
      ARDOUR.MidiTrackNameSource.SMFTrackName,
      ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore,
      Temporal.timepos_t(0),
      ARDOUR.PluginInfo(),
      ARDOUR.Track(),
      false
    )
    for _, region in ARDOUR.RegionFactory.regions():iter() do
      if not known[id_of(region)] and region:whole_file() then
        return region
      end
    end
  end

  local function imported(fields, offers)
    local done, missing = {}, {}
    for _, offer in ipairs(offers) do
      local region = disk.is_there(offer.path) and import(offer.path)
      if region then
        sounds.note(Session:path(), region:source(0):name(), fields.id, offer.index, fields.prompt)
        done[#done + 1] = { offer = offer, region = region }
      else
        missing[#missing + 1] = offer.path
      end
    end
    return done, missing
  end

  -- The track that people chose, unless it has fewer channels than the sound: of a sound with two it would play the left.
  -- What takes a sound's place goes where that was.
  local function chosen_track(fields, channels)
    if not fields.track or fields.track == "" then
      return nil
    end
    local route = Session:route_by_id(PBD.ID(fields.track))
    local track = not route:isnil() and route:to_track()
    if not track or track:isnil() then
      return nil
    end
    return (fields.instead or route:n_inputs():n_audio() >= channels) and track or nil
  end

  local function new_track(fields, channels)
    local name = "Foley " .. short(fields.prompt)
    local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
    return Session:new_audio_track(channels, 2, nil, 1, name, order, mode, true):front()
  end

  -- Ardour numbers the regions of a copied playlist, and takes the digits of a score for such a number.
  local function keep_names(original, copy)
    for region in original:region_list():iter() do
      for copied in copy:region_list():iter() do
        local same_place = copied:position():samples() == region:position():samples()
        if same_place and copied:layer() == region:layer() and copied:source(0):name() == region:source(0):name() then
          copied:set_name(region:name())
        end
      end
    end
  end

  -- An empty playlist of a new track; of a track that people chose, a copy of the playlist that was there, which stays.
  local function prepare(track, original, at)
    if original then
      track:use_playlist(track:data_type(), original, true)
      track:use_copy_playlist()
      keep_names(original, track:playlist())
    elseif at > 1 then
      track:use_new_playlist(track:data_type())
    end
    return track:playlist()
  end

  -- A region of a candidate: of all of it, or of the part that the request wants; a loop has no fades at its seam, nor has
  -- what goes over into the same samples.
  local function piece(one, fields)
    local copy = ARDOUR.RegionFactory.clone_region(one.region, true, false)
    local from, to = math.tointeger(tonumber(fields.cutfrom)), math.tointeger(tonumber(fields.cutto))
    local begins, sound = copy:position():samples(), copy:to_audioregion()
    if to and to > 0 and to < copy:length():samples() then
      copy:trim_end(Temporal.timepos_t(begins + to))
    end
    if from and from > 0 then
      copy:trim_front(Temporal.timepos_t(begins + from))
    end
    sound:set_fade_in_active(not (fields.loop == "1" or (fields.joins or ""):find("before") ~= nil))
    sound:set_fade_out_active(not (fields.loop == "1" or (fields.joins or ""):find("behind") ~= nil))
    if tonumber(fields.gain) then
      sound:set_scale_amplitude(tonumber(fields.gain))
    end
    copy:set_name(title(one.offer, short(fields.prompt)))
    return copy
  end

  -- Take what the sounds are wanted instead of out of a copied playlist: it lies where it lay when they were asked for.
  local function clear(playlist, fields)
    for region in playlist:region_list():iter() do
      local there = ("%d"):format(region:position():samples()) == fields.sample
      if there and region:source(0):name() == fields.instead then
        playlist:remove_region(region)
        return
      end
    end
  end

  local function put(one, playlist, fields)
    playlist:to_stateful():clear_changes()
    if fields.instead then
      clear(playlist, fields)
    end
    playlist:add_region(piece(one, fields), Temporal.timepos_t(math.tointeger(tonumber(fields.sample))), 1, false, 0, 0, false)
    playlist:set_name(title(one.offer, short(fields.prompt)))
    Session:add_stateful_diff_command(playlist:to_statefuldestructible())
  end

  -- Samples before the first that reaches a tenth of the loudest, in any channel, and the loudest.
  local function onset(region)
    local readable = region:to_audioregion():to_readable()
    local length, shared = region:length():samples(), ARDOUR.DSP.DspShm(region:length():samples())
    local loudest, data, peaks = 0, shared:to_float(0):array(), {}
    for channel = 0, readable:n_channels() - 1 do
      local count = readable:read(shared:to_float(0), 0, length, channel)
      for at = 1, count do
        local level = math.abs(data[at])
        peaks[at] = math.max(peaks[at] or 0, level)
        loudest = math.max(loudest, level)
      end
    end
    for at = 1, #peaks do
      if loudest > 0 and peaks[at] >= loudest / 10 then
        return at - 1, loudest
      end
    end
    return 0, 1
  end

  local function numbers_in(text)
    local list = {}
    for word in (text or ""):gmatch("[^,]+") do
      list[#list + 1] = tonumber(word)
    end
    return list
  end

  -- A candidate as it is heard at another speed, brought into the session once; as it is where that cannot be.
  local function version(one, step, fields)
    one.versions = one.versions or { [0] = one.region }
    if not one.versions[step] then
      local data = speeds.retuned(disk.read(one.offer.path) or "", speeds.of(step, tonumber(fields.human)))
      local path = ("%s/foley-bridge-%s-%d%s.wav"):format(Session:path(), fields.id, one.offer.index, step > 0 and "h" or "l")
      local region = data and disk.write(path, data) and import(path)
      os.remove(path)
      if region then
        sounds.note(Session:path(), region:source(0):name(), fields.id, one.offer.index, fields.prompt)
      end
      one.versions[step] = region or one.region
    end
    return one.versions[step]
  end

  -- Which candidate is heard at each place, from which region, where its onset is and how loud it is.
  local function hits(done, fields)
    local places, strengths = numbers_in(fields.places), numbers_in(fields.strengths)
    local range, human = tonumber(fields.range) or 0, tonumber(fields.human) or 0
    local deviations, found, highest, heard = dealing.deviations(#places, fields.id), {}, 0, {}
    for at, card in ipairs(dealing.deal(#done, #places, fields.id)) do
      local region = version(done[card], human > 0 and speeds.step(deviations[at].higher) or 0, fields)
      if not heard[region] then
        local start, peak = onset(region)
        heard[region] = { start = start, peak = peak }
      end
      highest = math.max(highest, heard[region].peak)
      found[at] = { one = done[card], region = region, place = math.tointeger(places[at]), heard = heard[region] }
    end
    for at, hit in ipairs(found) do
      local share = hit.heard.peak / highest
      hit.gain = 10 ^ (dealing.played(strengths[at] or 1, share, range, human, deviations[at]) / 20)
    end
    return found
  end

  -- Hits on one playlist, each with its onset at its place.
  local function deal(found, playlist, fields)
    local lead = math.floor(Session:nominal_sample_rate() * LEAD_S)
    playlist:to_stateful():clear_changes()
    for _, hit in ipairs(found) do
      local before = math.min(hit.heard.start, lead, hit.place)
      local one = { offer = hit.one.offer, region = hit.region }
      local copy = piece(one, { cutfrom = hit.heard.start - before, prompt = fields.prompt, gain = hit.gain })
      copy:set_opaque(false) -- what rings on is heard beside the next
      playlist:add_region(copy, Temporal.timepos_t(hit.place - before), 1, false, 0, 0, false)
    end
    playlist:set_name(("%s · %d"):format(short(fields.prompt), #found))
    Session:add_stateful_diff_command(playlist:to_statefuldestructible())
  end

  -- The id of the audio track that is selected; "" where none is.
  local function selected_track()
    for route in Editor:get_selection().tracks:routelist():iter() do
      local track = route:to_track()
      if not track:isnil() and track:data_type():to_string() == "audio" then
        return track:to_stateful():id():to_s()
      end
    end
    return ""
  end

  -- Put one candidate that was sent at the playhead, on the selected track or one of its own; whether it is there.
  function timeline.drop(offer)
    local sample = ("%d"):format(Session:transport_sample())
    local fields = { id = offer.request, prompt = offer.prompt, sample = sample, track = selected_track() }
    return #timeline.place(fields, { offer }) == 1
  end

  -- Put a part of a recording at the playhead, on the selected track or one of its own, in one undo step; `found` holds
  -- path, start, seconds and name. Whether it is there.
  function timeline.lay(found)
    local region = disk.is_there(found.path) and import(found.path)
    if not region then
      return false
    end
    local rate = Session:nominal_sample_rate()
    local first, last = math.floor(found.start * rate + 0.5), math.floor((found.start + found.seconds) * rate + 0.5)
    local fields = { prompt = found.name, cutfrom = first, cutto = last, track = selected_track() }
    local channels = region:to_audioregion():n_channels()
    local track = chosen_track(fields, channels)
    local original = track and track:playlist()
    track = track or new_track(fields, channels)
    Session:begin_reversible_command("Foley Bridge: " .. short(found.name))
    local fine = pcall(function()
      local playlist = prepare(track, original, 1)
      local copy = piece({ region = region, offer = { rank = 1, score = found.score } }, fields)
      copy:set_name(short(found.name))
      playlist:to_stateful():clear_changes()
      playlist:add_region(copy, Temporal.timepos_t(Session:transport_sample()), 1, false, 0, 0, false)
      playlist:set_name(short(found.name))
      Session:add_stateful_diff_command(playlist:to_statefuldestructible())
    end)
    if not Session:abort_empty_reversible_command() then
      Session:commit_reversible_command(nil)
    end
    return fine
  end

  local function track_called(name)
    for route in Session:get_tracks():iter() do
      local track = route:to_track()
      if not track:isnil() and track:data_type():to_string() == "audio" and route:name() == name then
        return track
      end
    end
  end

  local function stem_of(path)
    return path:match("([^/\\]+)%.%w+$") or path
  end

  -- The file of an item as it is heard at the item's speed, as a region; each is imported once.
  local function brought(item, folder, known)
    local path = folder .. item.file
    local key = ("%s %.6f"):format(path, item.speed)
    if known[key] == nil and item.speed == 1 then
      known[key] = disk.is_there(path) and import(path) or false
    elseif known[key] == nil then
      local data = speeds.retuned(disk.read(path) or "", item.speed)
      local copy = ("%s/%s-%.4f.wav"):format(Session:path(), stem_of(path), item.speed)
      known[key] = data and disk.write(copy, data) and import(copy) or false
      os.remove(copy)
    end
    return known[key]
  end

  local function lies_there(playlist, item, sample)
    for region in playlist:region_list():iter() do
      local name = region:source(0):name()
      if region:position():samples() == sample and name:find(stem_of(item.file), 1, true) == 1 then
        return true
      end
    end
    return false
  end

  -- Items of one track that are not there yet, with their regions: importing is a step of undo of its own, so all of it
  -- comes before.
  local function wanted_on(one, track, folder, found)
    local wanted, rate = {}, Session:nominal_sample_rate()
    for _, item in ipairs(one.items) do
      local sample = math.floor(item.position * rate + 0.5)
      local there = lies_there(track:playlist(), item, sample)
      local region = not there and brought(item, folder, found.known)
      if region then
        wanted[#wanted + 1] = { item = item, region = region, sample = sample }
      elseif there then
        found.there = found.there + 1
      else
        found.missing[#found.missing + 1] = folder .. item.file
      end
    end
    return wanted
  end

  local function lay_all(wanted, playlist)
    local rate = Session:nominal_sample_rate()
    playlist:to_stateful():clear_changes()
    for _, one in ipairs(wanted) do
      local item, first = one.item, math.floor(one.item.offset / one.item.speed * rate + 0.5)
      local cut = { cutfrom = first, cutto = first + math.floor(item.length * rate + 0.5), gain = item.gain }
      cut.prompt = item.name
      local copy = piece({ region = one.region, offer = { rank = 1, score = -2 } }, cut)
      copy:set_name(short(item.name))
      copy:set_opaque(false)
      playlist:add_region(copy, Temporal.timepos_t(one.sample), 1, false, 0, 0, false)
    end
    Session:add_stateful_diff_command(playlist:to_statefuldestructible())
  end

  -- Put a project's items onto tracks of their names, made where they are missing, in one undo step. How many were laid,
  -- how many were there already, and the paths of those that could not be imported.
  function timeline.spread(tracks, folder)
    local found = { laid = 0, there = 0, missing = {}, known = {} }
    local own, wanted = {}, {}
    for at, one in ipairs(tracks) do
      local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
      own[at] = track_called(one.name) or Session:new_audio_track(1, 2, nil, 1, one.name, order, mode, true):front()
      wanted[at] = wanted_on(one, own[at], folder, found)
    end
    Session:begin_reversible_command("Foley Bridge: cues and hits")
    local fine, fault = pcall(function()
      for at, list in ipairs(wanted) do
        if #list > 0 then -- else there would be an undo step that does nothing
          lay_all(list, own[at]:playlist())
          found.laid = found.laid + #list
        end
      end
    end)
    if not Session:abort_empty_reversible_command() then
      Session:commit_reversible_command(nil)
    end
    found.missing[#found.missing + 1] = not fine and tostring(fault) or nil
    return found.laid, found.there, found.missing
  end

  -- Whether tracks and playlists may be changed now.
  function timeline.ready()
    return not Session:actively_recording()
  end

  -- Put candidates, best first, onto playlists of one track, the best to be heard. The indices of those that are there
  -- now, and what went wrong with the others.
  function timeline.place(fields, offers)
    local done, wrong = imported(fields, offers)
    local indices = {}
    if #done == 0 then
      return indices, wrong
    end
    local channels = done[1].region:to_audioregion():n_channels()
    local track = chosen_track(fields, channels)
    local original = track and track:playlist()
    track = track or new_track(fields, channels)
    local found = fields.places and hits(done, fields)
    Session:begin_reversible_command("Foley Bridge: " .. short(fields.prompt))
    local best
    local fine, fault = pcall(function() -- whatever happens, the undo step is closed
      if found then
        best = prepare(track, original, 1)
        deal(found, best, fields)
      end
      for at, one in ipairs(done) do
        if not found then
          local playlist = prepare(track, original, at)
          put(one, playlist, fields)
          best = best or playlist
        end
        indices[at] = one.offer.index
      end
    end)
    track:use_playlist(track:data_type(), best or original or track:playlist(), true)
    if not Session:abort_empty_reversible_command() then
      Session:commit_reversible_command(nil)
    end
    if #indices > 0 then
      mark(track, fields.id, indices)
    end
    wrong[#wrong + 1] = not fine and tostring(fault) or nil
    return indices, wrong
  end

  return timeline
  end)()

  local host = {
    now = function()
      return ARDOUR.LuaAPI.monotonic_time() / 1e6
    end,
    marks = timeline.marks,
    ready = timeline.ready,
    tell = people.tell,
  }

  function host.place(fields, offers)
    local indices, wrong = timeline.place(fields, offers)
    if #wrong > 0 then
      people.tell("These sounds could not be imported:\n" .. table.concat(wrong, "\n"))
    end
    return indices
  end

  -- A name of the session's own, whatever its path holds.
  local function digits()
    local name = 0
    for at = 1, #Session:path() do
      name = (name * 31 + Session:path():byte(at)) % 0x7fffffff
    end
    return ("%08x"):format(name)
  end

  local function taker(home, post)
    local taking = { now = host.now, marks = timeline.marks, ready = timeline.ready, drop = timeline.drop, tell = people.tell }
    function taking.name()
      return "Ardour: " .. Session:name()
    end
    function taking.served()
      return daemon.runs(home, disk.read)
    end
    return receive.open("ardour-listen-" .. digits(), post, taking)
  end

  -- What was found, to be chosen from; the number before each keeps their order.
  local function pick(found)
    local values, first = {}, nil
    for at, one in ipairs(found) do
      local label = ("%02d · %.2f · %s, %.1f s%s"):format(at, one.score, one.name, one.seconds, one.away and " (its drive is away)" or "")
      values[label] = at
      first = first or label
    end
    local said = LuaDialog.Dialog("Foley Bridge: Found", {
      { type = "dropdown", key = "one", title = "Put at the playhead", values = values, default = first },
    }):run()
    return said and found[said.one]
  end

  local ours, busy, told

  local function turn()
    if not ours then
      local home = daemon.home(os.getenv, disk.is_there)
      host.rate = function()
        return Session:nominal_sample_rate()
      end
      host.claim = ("%s/foley-bridge-%s"):format(ARDOUR.user_config_directory(-1), digits())
      local post = spool.open(home.spool, "ardour", chance.digits(8))
      local own = { now = host.now, tell = people.tell, pick = pick, lay = timeline.lay }
      ours = desk.open(Session:path(), post, host, taker(home, post), searching.open(post, own))
    end
    ours:turn()
  end

  return function(signal, _, name)
    if signal == LuaSignal.StateSaved then
      if ours and name == Session:snap_name() then
        ours:saved()
      end
      return
    end
    if busy then -- Ardour goes on while it imports and while a window is open
      return
    end
    busy = true
    local fine, fault = pcall(turn)
    busy = false
    if not fine and fault ~= told then -- an error that gets out would end the listening
      told = fault
      print("Foley Bridge: " .. tostring(fault))
    end
  end
end
