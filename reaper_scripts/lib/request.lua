-- @noindex
-- The life of one request: events in, effects out. It knows no REAPER, no transport and no clock of its own.
--
-- Events (each with `now_s`)                  Effects
--   start, tick                                 { "send", message }
--                                               { "lay", list }   what a cue sheet came to, onto the timeline
--   answer (with `answer`, see answers.lua)     { "place", candidates, final }   onto the timeline
--   daemon (another one is there)               { "say", text }    in passing     { "tell", text }   to be read
--   placed (with `final`)                       { "absent" }       nobody answered: ask what to do
--   unplaced (with `reason`)                    { "forget" }       it is over
--   cancel                                      { "stop" }         over for now, but not forgotten
--
-- asked -> accepted -> placing -> confirming -> over. The same message sent again is the same request, so a silence is
-- ended by saying it again; what is on the timeline is confirmed only after the final placement.

local order = require("order")

local request = {}
request.__index = request

local RESEND_S = 1 -- until the first answer
local REMIND_S = 10 -- after it: what is missing then was lost
local ABSENT_S = 5 -- without any answer: nobody is there
local SILENT_S = 30 -- after an answer: the daemon ended
local GIVE_UP_S = 600
local CONFIRM_S = 10 -- then it is not waited for: nobody asks for this request again
local BUSY_S = 5
local START_S = 60 -- a daemon that was started is there by then

request.NOT_RUNNING = "Foley Bridge is not running. Start it with: foley-bridge serve"
request.NOT_STARTED = "Foley Bridge did not start. Open a terminal and run: foley-bridge serve\n"
  .. "The request is kept: it goes on with the next Foley Bridge action."

--- The machine of an order.
function request.new(one)
  return setmetatable({ order = one, phase = "new", candidates = {}, unconfirmed = {} }, request)
end

local function say_again(self, now_s, effects)
  self.sent_s = now_s
  effects[#effects + 1] = { "send", order.message(self.order) }
end

local function send_cancel(self, now_s, effects)
  self.sent_s = now_s
  local args = { self.order.id .. ".cancel", self.order.id }
  effects[#effects + 1] = { "send", { address = "/foley/cancel", types = "ss", args = args } }
end

local function send_confirmations(self, now_s, effects)
  self.sent_s = now_s
  for _, index in ipairs(self:open_confirmations()) do
    local args = { self.order.id .. "." .. index, self.order.id, index }
    effects[#effects + 1] = { "send", { address = "/foley/imported", types = "ssi", args = args } }
  end
end

--- Indices on the timeline of which the daemon has not said yet that it knows.
function request:open_confirmations()
  local indices = {}
  for index in pairs(self.unconfirmed) do
    indices[#indices + 1] = index
  end
  table.sort(indices)
  return indices
end

--- Its candidates, best first.
function request:ranked()
  local list = {}
  for _, candidate in pairs(self.candidates) do
    list[#list + 1] = candidate
  end
  table.sort(list, function(a, b)
    return a.rank < b.rank or a.rank == b.rank and a.index < b.index
  end)
  return list
end

local function over(self, effects, last)
  self.phase = "over"
  effects[#effects + 1] = { last }
end

local function place(self, effects, final)
  effects[#effects + 1] = { "place", self:ranked(), final }
end

local function finish(self, effects)
  if self.made and self.order.address == "/foley/cues" then
    self.phase = "placing"
    effects[#effects + 1] = { "lay", self.made.list }
    return
  end
  if next(self.candidates) == nil then
    over(self, effects, "forget")
    return
  end
  self.phase = "placing"
  place(self, effects, true)
end

local heard = {}

function heard.accepted(self, answer)
  self.place_in_queue = answer.place
end

function heard.progress(self, answer)
  self.stage, self.fraction, self.left_s = answer.stage, answer.fraction, answer.left
end

function heard.candidate(self, answer, _, effects)
  self.candidates[answer.index] = {
    index = answer.index,
    rank = answer.rank,
    score = answer.score,
    passed = answer.passed,
    path = answer.path,
    seed = answer.seed,
  }
  place(self, effects, false)
end

function heard.ranking(self, answer, _, effects)
  for rank, index in ipairs(answer.order) do
    if self.candidates[index] then
      self.candidates[index].rank = rank
    end
  end
  if next(self.candidates) then
    place(self, effects, false)
  end
end

-- What a sheet or an export came to; a training's end: what it made, and what a person does next.
function heard.event(self, answer, _, effects)
  if answer.event == "made" then
    self.made = answer.pairs
  elseif answer.event == "trained" and answer.pairs then
    local text = "The adapter %s is complete. Listen to it, then decide in a terminal:\n"
      .. "foley-bridge train decide %s accept    (or reject, or both)"
    effects[#effects + 1] = { "tell", string.format(text, answer.pairs.name, self.order.id) }
  end
end

local TELLS_MADE = { ["/foley/cues"] = "say", ["/foley/export"] = "tell" }

function heard.done(self, answer, now_s, effects)
  local told = TELLS_MADE[self.order.address]
  if told and not self.made and not self.asked_again then
    self.asked_again = true -- the message before was lost: said again, both come
    say_again(self, now_s, effects)
    return
  end
  if answer.text ~= "" then
    effects[#effects + 1] = { told or "say", answer.text }
  end
  finish(self, effects)
end

function heard.failed(self, answer, now_s, effects)
  if answer.code == "busy" then
    self.phase, self.not_before_s = "asked", now_s + BUSY_S
    self.started_s, self.heard_s = self.not_before_s, nil
    return
  end
  if answer.code ~= "cancelled" then
    effects[#effects + 1] = { "tell", answer.text }
  end
  finish(self, effects)
end

-- Answers to what was said beside the request itself: confirmations and cancelling.
local function on_aside(self, answer, now_s, effects)
  local index = math.tointeger(tonumber(answer.id:match("%.(%d+)$")))
  if index and (answer.event == "imported" or answer.word == "failed") then
    self.unconfirmed[index] = nil
    if self.phase == "confirming" and next(self.unconfirmed) == nil then
      over(self, effects, "forget")
    end
  elseif answer.event == "cancelling" and self.cancelling then
    self.cancelling = false
    self.phase = "accepted"
    say_again(self, now_s, effects) -- the last word may have gone to a script that was closed
  elseif answer.word == "failed" and self.cancelling then
    over(self, effects, "forget") -- the daemon does not know it: there is nothing to stop
  end
end

local on = {}

function on.start(self, event, effects)
  self.phase, self.started_s = "asked", event.now_s
  say_again(self, event.now_s, effects)
end

function on.daemon(self, event, effects)
  self.started_s, self.told = event.now_s, false
  if self.cancelling then
    send_cancel(self, event.now_s, effects)
  elseif self.phase == "asked" or self.phase == "accepted" then
    say_again(self, event.now_s, effects)
  elseif self.phase == "confirming" then
    send_confirmations(self, event.now_s, effects)
  end
end

function on.answer(self, event, effects)
  local answer = event.answer
  self.heard_s, self.told = event.now_s, false
  if answer.id ~= self.order.id then
    on_aside(self, answer, event.now_s, effects)
  elseif self.phase == "asked" or self.phase == "accepted" then
    self.phase, self.not_before_s = "accepted", nil
    if heard[answer.word] then
      heard[answer.word](self, answer, event.now_s, effects)
    end
  end
end

function on.cancel(self, event, effects)
  if self.phase == "asked" or self.phase == "accepted" or self.phase == "new" then
    self.cancelling, self.unwanted, self.started_s = true, true, event.now_s
    self.phase = self.phase == "new" and "asked" or self.phase
    send_cancel(self, event.now_s, effects)
  end
end

function on.placed(self, event, effects)
  if not event.final or self.phase ~= "placing" then
    return
  end
  if self.made then
    over(self, effects, "forget") -- of a sheet nothing waits to be confirmed
    return
  end
  for index in pairs(self.candidates) do
    self.unconfirmed[index] = true
  end
  self.phase, self.started_s = "confirming", event.now_s
  send_confirmations(self, event.now_s, effects)
end

function on.unplaced(self, event, effects)
  if event.final then
    effects[#effects + 1] = { "tell", event.reason }
    over(self, effects, self.unwanted and "forget" or "stop")
  end
end

local waiting = {}

function waiting.asked(self, now_s, effects)
  if self.cancelling and now_s - self.started_s >= ABSENT_S then
    effects[#effects + 1] = { "tell", request.NOT_RUNNING }
    over(self, effects, "forget")
  elseif not self.told and now_s - self.started_s >= ABSENT_S and not self.heard_s then
    self.told = true
    effects[#effects + 1] = { "absent" }
  elseif self.told and now_s - self.started_s >= START_S then
    effects[#effects + 1] = { "tell", request.NOT_STARTED }
    over(self, effects, "stop")
  elseif now_s >= (self.not_before_s or 0) and now_s - self.sent_s >= RESEND_S then
    if self.cancelling then
      send_cancel(self, now_s, effects)
    else
      say_again(self, now_s, effects)
    end
  end
end

function waiting.accepted(self, now_s, effects)
  local silence_s = now_s - self.heard_s
  if silence_s >= GIVE_UP_S then
    over(self, effects, "stop")
  elseif silence_s >= SILENT_S and not self.told then
    self.told = true
    effects[#effects + 1] = { "say", request.NOT_RUNNING .. " (the request goes on by itself)" }
  elseif self.cancelling and now_s - self.sent_s >= RESEND_S then
    send_cancel(self, now_s, effects)
  elseif silence_s >= REMIND_S and now_s - self.sent_s >= REMIND_S then
    say_again(self, now_s, effects)
  end
end

function waiting.confirming(self, now_s, effects)
  if now_s - self.started_s >= CONFIRM_S then
    over(self, effects, "forget")
  elseif now_s - self.sent_s >= RESEND_S then
    send_confirmations(self, now_s, effects)
  end
end

function on.tick(self, event, effects)
  if waiting[self.phase] then
    waiting[self.phase](self, event.now_s, effects)
  end
end

--- Take an event; the effects of it, in order.
function request:step(event)
  local effects = {}
  if self.phase ~= "over" then
    on[event.kind](self, event, effects)
  end
  return effects
end

return request
