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
