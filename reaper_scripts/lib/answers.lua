-- @noindex
-- The daemon's messages with their arguments by name.

local answers = {}

local NAMES = {
  accepted = { "place" },
  progress = { "stage", "fraction", "left" },
  candidate = { "index", "rank", "score", "passed", "path", "seed" },
  done = { "delivered", "rejected", "text" },
  failed = { "code", "text" },
  event = { "event" },
}

local EVENT_NAMES = {
  cancelling = { "request", "state" },
  imported = { "request", "index" },
  offered = { "request", "index", "path", "prompt", "seconds", "score", "rank", "seed", "host" },
  pack = { "name", "version", "rate", "licence", "in_use", "description" },
  packs = { "count" },
  found = { "rank", "score", "path", "start", "seconds", "caption", "length", "there" },
  searched = { "count", "heard" },
  hits = { "first", "told" },
  onsets = { "count" },
  ["pack-changed"] = { "pack" },
}

local IN_PAIRS = { status = true, trained = true, made = true } -- events whose arguments are names and values

local function pairs_of(args)
  local values = {}
  for at = 3, #args - 1, 2 do
    values[args[at]] = args[at + 1]
  end
  return values
end

--- An answer as { word, id, and its arguments by name }; nil where it is none that a host needs.
function answers.read(message)
  local word = message.address:match("^/foley/(%a+)$")
  local id = message.args[1]
  if not word or type(id) ~= "string" then
    return nil
  end
  local answer = { word = word, id = id }
  if word == "ranking" then
    answer.order = { table.unpack(message.args, 2) }
    return answer
  end
  for at, name in ipairs(NAMES[word] or {}) do
    answer[name] = message.args[at + 1]
  end
  if word == "event" then
    for at, name in ipairs(EVENT_NAMES[answer.event] or {}) do
      answer[name] = message.args[at + 2]
    end
    answer.pairs = IN_PAIRS[answer.event] and pairs_of(message.args) or nil
  end
  return answer
end

return answers
