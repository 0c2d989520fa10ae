-- @noindex
-- What a request asks for: checked, kept as flat values, and said as a message. The same order is the same message.

local order = {}

local LIMITS = { seconds = { 0.1, 180 }, count = { 1, 16 } }
local PROMPT_MOST = 500

--- Why a prompt, a length and a count cannot be asked for; nil where they can.
function order.refusal(prompt, seconds, count)
  if prompt == "" then
    return "Say what should be heard: the prompt is empty."
  elseif not utf8.len(prompt) or utf8.len(prompt) > PROMPT_MOST then
    return "The prompt is longer than " .. PROMPT_MOST .. " characters: make it shorter."
  elseif prompt:find("%c") then
    return "The prompt holds a control character: write it in one line."
  elseif not seconds or seconds < LIMITS.seconds[1] or seconds > LIMITS.seconds[2] then
    return string.format("The length must be %g to %g seconds.", table.unpack(LIMITS.seconds))
  elseif not math.tointeger(count) or count < LIMITS.count[1] or count > LIMITS.count[2] then
    return string.format("The number of takes must be %d to %d.", table.unpack(LIMITS.count))
  end
  return nil
end

--- A length that can be asked for, as near as possible to the one that is there.
function order.fitting(seconds)
  return math.max(LIMITS.seconds[1], math.min(LIMITS.seconds[2], seconds))
end

-- Kept as texts with the project.
local NUMBERS = {
  "seconds",
  "count",
  "position",
  "amount",
  "strength",
  "start",
  "finish",
  "extend",
  "less",
  "loop",
  "range",
  "human",
  "loudness",
  "godot",
  "replace",
}

local function number(text)
  return math.tointeger(tonumber(text)) or tonumber(text)
end

--- An order out of the texts that the project kept; nil where something is missing.
function order.restored(values)
  if not (values.id and values.address and number(values.position)) then
    return nil
  end
  for _, key in ipairs(NUMBERS) do
    values[key] = values[key] and number(values[key])
  end
  return values
end

local PLACED = { ["/foley/generate"] = true, ["/foley/transform"] = true, ["/foley/fill"] = true }

local starts = {
  ["/foley/generate"] = function(one)
    return "ssfi", { one.id, one.prompt, one.seconds, one.count }
  end,
  ["/foley/variation"] = function(one)
    return "ssfi", { one.id, one.candidate, one.amount, one.count }
  end,
  ["/foley/transform"] = function(one)
    return "sssfi", { one.id, one.path, one.prompt, one.strength, one.count }
  end,
  ["/foley/fill"] = function(one)
    return "ssffsi", { one.id, one.path, one.start, one.finish, one.prompt, one.count }
  end,
  ["/foley/train"] = function(one)
    return "ss", { one.id, one.path }
  end,
  ["/foley/cues"] = function(one)
    return "ss", { one.id, one.path }
  end,
  ["/foley/export"] = function(one)
    return "ss", { one.id, one.takes }
  end,
}

-- What an order may say beside what its address asks: name, type, for which address, and the pair's own name where it
-- is another.
local OWN = {
  { "loop", "i", "/foley/generate" },
  { "less", "i", "/foley/variation" },
  { "blend", "s", "/foley/variation" },
  { "seconds", "f", "/foley/transform" },
  { "extend", "f", "/foley/fill" },
  { "out", "s", "/foley/cues" },
  { "seconds", "f", "/foley/cues" },
  { "count", "i", "/foley/cues" },
  { "fps", "s", "/foley/cues" },
  { "begins", "s", "/foley/cues", "start" },
  { "out", "s", "/foley/export" },
  { "count", "i", "/foley/export" },
  { "loudness", "f", "/foley/export" },
  { "godot", "i", "/foley/export" },
  { "replace", "i", "/foley/export" },
}

--- The message of an order.
function order.message(one)
  local types, args = starts[one.address](one)
  for _, pair in ipairs(OWN) do
    local name, kind, address, called = table.unpack(pair)
    if one[name] and one.address == address then
      types = types .. "s" .. kind
      args[#args + 1], args[#args + 2] = called or name, one[name]
    end
  end
  if PLACED[one.address] then
    -- As a text: 32 bits are exact to a sample only for the first minute and a half of a timeline.
    local said = { { "position", string.format("%.6f", one.position) } }
    said[#said + 1] = one.destination and { "destination", one.destination }
    said[#said + 1] = one.project and { "project", one.project }
    for _, pair in ipairs(said) do
      types = types .. "ss"
      args[#args + 1], args[#args + 2] = pair[1], pair[2]
    end
  end
  return { address = one.address, types = types, args = args }
end

--- The name of a candidate's take.
function order.take_name(one, candidate)
  local score = candidate.score >= -1 and string.format("%.2f", candidate.score) or "–"
  return string.format("%d · %s · %s", candidate.rank, score, one.prompt)
end

return order
