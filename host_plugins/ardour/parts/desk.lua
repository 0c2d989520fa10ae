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
