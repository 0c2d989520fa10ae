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
