-- @noindex
-- Runs all requests of a project, a turn at a time: takes up what is pending, carries events in and effects out.
--
-- `desk` is the host: now_s(), place(order, candidates, final) -> true | false and why, lay(order, list) -> the same,
-- say(text), tell(text), offer_start() -> whether the daemon was started.

local answers = require("answers")
local request = require("request")

local pump = {}
pump.__index = pump

--- A pump of the pending requests over a link.
function pump.new(desk, link, pending)
  return setmetatable({ desk = desk, link = link, pending = pending, requests = {}, stopped = {} }, pump)
end

local function take_up(self)
  for _, id in ipairs(self.pending:ids()) do
    if not self.requests[id] and not self.stopped[id] then
      local order = self.pending:order(id)
      if order then
        self.requests[id] = request.new(order)
        self:event(id, { kind = self.pending:cancelled(id) and "cancel" or "start" })
      else
        self.pending:remove(id)
      end
    end
  end
end

local act = {}

function act.send(self, _, message)
  local sent, reason = self.link:send(message)
  if not sent and self.link:present() and reason ~= self.complaint then
    self.complaint = reason
    self.desk.say("Foley Bridge cannot be asked now: " .. tostring(reason))
  end
end

function act.place(self, id, candidates, final)
  local order = self.requests[id].order
  local placed, reason = self.desk.place(order, candidates, final)
  self:event(id, { kind = placed and "placed" or "unplaced", final = final, reason = reason })
end

function act.lay(self, id, list)
  local placed, reason = self.desk.lay(self.requests[id].order, list)
  self:event(id, { kind = placed and "placed" or "unplaced", final = true, reason = reason })
end

function act.say(self, _, text)
  self.desk.say(text)
end

function act.tell(self, _, text)
  self.desk.tell(text)
end

function act.absent(self, id)
  if self.offered == nil then
    self.offered = self.desk.offer_start()
  end
  if not self.offered then
    act.forget(self, id)
  end
end

function act.forget(self, id)
  self.link:withdraw(self.requests[id].order.address, id) -- what no daemon took must not be made some day
  self.requests[id] = nil
  self.pending:remove(id)
end

function act.stop(self, id)
  self.requests[id] = nil
  self.stopped[id] = true
end

--- Bring an event to a request, and do what comes of it.
function pump:event(id, event)
  event.now_s = self.desk.now_s()
  local one = self.requests[id]
  for _, effect in ipairs(one:step(event)) do
    act[effect[1]](self, id, effect[2], effect[3])
  end
end

local function each(self, event)
  local ids = {}
  for id in pairs(self.requests) do
    ids[#ids + 1] = id
  end
  table.sort(ids)
  for _, id in ipairs(ids) do
    if self.requests[id] then
      self:event(id, { kind = event.kind, answer = event.answer })
    end
  end
end

local function deliver(self, message)
  local answer = answers.read(message)
  local id = answer and (answer.id:match("^(.-)%.") or answer.id)
  if id and self.requests[id] then
    self:event(id, { kind = "answer", answer = answer })
  end
end

--- One turn; false when nothing is left to do.
function pump:turn()
  take_up(self)
  local messages, arrived = self.link:poll(self.desk.now_s())
  if arrived then
    each(self, { kind = "daemon" })
  end
  for _, message in ipairs(messages) do
    deliver(self, message)
  end
  for id, one in pairs(self.requests) do
    if self.pending:cancelled(id) and not one.cancel_seen then
      one.cancel_seen = true
      self:event(id, { kind = "cancel" })
      break -- the table may have changed; the next turn sees the others
    end
  end
  each(self, { kind = "tick" })
  return next(self.requests) ~= nil
end

return pump
