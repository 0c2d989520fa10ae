-- @noindex
-- One question to the daemon that is no request of the project: said until it is answered, a turn at a time.

local answers = require("answers")

local call = {}
call.__index = call

local RESEND_S, REMIND_S = 1, 10 -- before and after the first answer
local ABSENT_S = 4
local SILENT_S = 20 -- after an answer that said that it takes a while
call.START_S = 60 -- a daemon that was started is there by then

--- A call of this message. `on_answer(answer)` gives true when it has heard enough;
-- `on_absent(waited_s)`, called when nobody answered for that long, gives true to wait (once more, and longer).
function call.new(link, message, on_answer, on_absent)
  local self = { link = link, message = message, on_answer = on_answer, on_absent = on_absent }
  return setmetatable(self, call)
end

--- One turn; false when it is over.
function call:turn(now_s)
  self.started_s = self.started_s or now_s
  for _, message in ipairs((self.link:poll(now_s))) do
    local answer = answers.read(message)
    if answer and answer.id == self.message.args[1] then
      self.started_s, self.patience_s, self.heard = now_s, SILENT_S, true
      if self.on_answer(answer) then
        return false
      end
    end
  end
  if now_s - self.started_s >= (self.patience_s or ABSENT_S) then
    if not self.on_absent(self.patience_s or ABSENT_S) then
      self.link:withdraw(self.message.address, self.message.args[1])
      return false
    end
    self.started_s, self.patience_s = now_s, call.START_S
  end
  if not self.sent_s or now_s - self.sent_s >= (self.heard and REMIND_S or RESEND_S) then
    if self.link:send(self.message) then
      self.sent_s = now_s
    end
  end
  return true
end

return call
