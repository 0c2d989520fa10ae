-- @noindex
-- A host that takes what is sent to it: subscribes by its name, puts what is offered onto the timeline, confirms it.
--
-- `host` is: name() -> text, place(offer) -> true | false and why, say(text). It places nothing twice: what is there
-- already is placed by doing nothing.

local answers = require("answers")

local receiver = {}
receiver.__index = receiver

local EVERY_S = 6 -- between two subscriptions, each of which the daemon answers with what was not confirmed
local LASTS_S = 20.0
local RESEND_S = 1
local CONFIRM_S = 10 -- then the daemon offers it again by itself
local NAME_MOST = 128

--- A receiver over a link; `id` is that of its subscription.
function receiver.new(link, id, host)
  return setmetatable({ link = link, id = id, host = host, open = {}, failed = {}, count = 0 }, receiver)
end

local function short(text)
  local length = utf8.len(text)
  return length and length > NAME_MOST and text:sub(1, utf8.offset(text, NAME_MOST) - 1) .. "…" or text
end

local function subscription(self, seconds)
  local args = { self.id, "seconds", seconds, "client", short(self.host.name()), "takes", 1, "events", 0 }
  return { address = "/foley/subscribe", types = "ssfsssisi", args = args }
end

local function send_confirmation(self, one, now_s)
  one.sent_s = now_s
  self.link:send({ address = "/foley/imported", types = "ssi", args = { one.id, one.request, one.index } })
end

local function key_of(request, index)
  return request .. "#" .. index
end

local function confirm(self, offer, now_s)
  local key = key_of(offer.request, offer.index)
  self.count = self.count + 1
  local one = { id = self.id .. "." .. self.count, request = offer.request, index = offer.index, since_s = now_s }
  self.open[key] = one
  send_confirmation(self, one, now_s)
end

-- What cannot be placed is said once, not at every repetition.
local function complain(self, offer, reason)
  local key = key_of(offer.request, offer.index)
  if self.failed[key] ~= reason then
    self.failed[key] = reason
    self.host.say(tostring(reason))
  end
end

local function take(self, offer, now_s)
  local known = self.open[key_of(offer.request, offer.index)]
  if known then
    send_confirmation(self, known, now_s)
    return
  end
  local placed, reason = self.host.place(offer)
  if placed then
    confirm(self, offer, now_s)
  else
    complain(self, offer, reason)
  end
end

local function is_offer(answer)
  return math.type(answer.index) == "integer"
    and type(answer.request) == "string"
    and type(answer.path) == "string"
    and type(answer.prompt) == "string"
    and type(answer.seconds) == "number"
    and type(answer.score) == "number"
    and math.type(answer.rank) == "integer"
    and math.type(answer.seed) == "integer"
end

local function hear(self, answer, now_s)
  if answer.event == "offered" and answer.id == self.id and is_offer(answer) then
    take(self, answer, now_s)
  elseif answer.event == "imported" or answer.word == "failed" then
    for key, one in pairs(self.open) do
      if one.id == answer.id and (answer.word == "failed" or one.request == answer.request) then
        self.open[key] = nil
        return
      end
    end
    if answer.word == "failed" and answer.id == self.id then
      complain(self, { request = "", index = 0 }, answer.text)
    end
  end
end

local function say_again(self, now_s)
  for key, one in pairs(self.open) do
    if now_s - one.since_s >= CONFIRM_S then
      self.open[key] = nil
    elseif now_s - one.sent_s >= RESEND_S then
      send_confirmation(self, one, now_s)
    end
  end
end

--- One turn: what came, what is to be confirmed, and that we are there.
function receiver:turn(now_s)
  local messages, arrived = self.link:poll(now_s)
  for _, message in ipairs(messages) do
    local answer = answers.read(message)
    if answer then
      hear(self, answer, now_s)
    end
  end
  say_again(self, now_s)
  if arrived or not self.subscribed_s or now_s - self.subscribed_s >= EVERY_S then
    if self.link:send(subscription(self, LASTS_S)) then
      self.subscribed_s = now_s
    end
  end
end

--- Say that we go. A folder that is gone says it by itself, and a farewell in it would keep it there.
function receiver:leave()
  if self.link:kind() ~= "spool" then
    self.link:send(subscription(self, 0.0))
  end
end

return receiver
