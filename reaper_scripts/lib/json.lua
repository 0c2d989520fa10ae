-- @noindex
-- Reads JSON: objects and lists as tables, null as nil.

local json = {}

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
local WORDS = { ["true"] = true, ["false"] = false }
local DEPTH_MOST = 32
local PAIR_FIRST, PAIR_LAST, SECOND_FIRST, BEYOND = 0xD800, 0xDBFF, 0xDC00, 0x10000

local read -- a value: text, place, depth -> value, place behind it

local function fail(place)
  error({ json = "no JSON at byte " .. place }, 0)
end

local function skip(text, at)
  return text:find("[^ \n\r\t]", at) or #text + 1
end

-- What \uXXXX says, two of them where one is the first half of a character.
local function character(text, at)
  local code = tonumber(text:match("^%x%x%x%x", at) or fail(at), 16)
  if code < PAIR_FIRST or code > PAIR_LAST then
    return utf8.char(code), at + 4
  end
  local second = tonumber(text:match("^\\u(%x%x%x%x)", at + 4) or fail(at), 16)
  return utf8.char(BEYOND + (code - PAIR_FIRST) * 0x400 + second - SECOND_FIRST), at + 10
end

local function string_at(text, at)
  local parts, from = {}, at + 1
  while true do
    local mark = text:find('["\\]', from) or fail(at)
    parts[#parts + 1] = text:sub(from, mark - 1)
    if text:sub(mark, mark) == '"' then
      return table.concat(parts), mark + 1
    end
    local escape = text:sub(mark + 1, mark + 1)
    if escape == "u" then
      parts[#parts + 1], from = character(text, mark + 2)
    else
      parts[#parts + 1], from = ESCAPES[escape] or escape, mark + 2
    end
  end
end

-- Calls `one` for each part between two marks; the place behind the last mark.
local function each(text, at, last, one)
  at = skip(text, at + 1)
  if text:sub(at, at) == last then
    return at + 1
  end
  while true do
    at = skip(text, one(at))
    local mark = text:sub(at, at)
    if mark == last then
      return at + 1
    elseif mark ~= "," then
      fail(at)
    end
    at = skip(text, at + 1)
  end
end

local function list_at(text, at, depth)
  local list, count = {}, 0
  local behind = each(text, at, "]", function(place)
    count = count + 1
    list[count], place = read(text, place, depth)
    return place
  end)
  return list, behind
end

local function object_at(text, at, depth)
  local object = {}
  local behind = each(text, at, "}", function(place)
    local key
    if text:sub(place, place) ~= '"' then
      fail(place)
    end
    key, place = string_at(text, place)
    place = skip(text, place)
    if text:sub(place, place) ~= ":" then
      fail(place)
    end
    object[key], place = read(text, place + 1, depth)
    return place
  end)
  return object, behind
end

function read(text, at, depth)
  at = skip(text, at)
  local first = text:sub(at, at)
  if depth > DEPTH_MOST then
    fail(at)
  elseif first == '"' then
    return string_at(text, at)
  elseif first == "{" then
    return object_at(text, at, depth + 1)
  elseif first == "[" then
    return list_at(text, at, depth + 1)
  end
  local word = text:match("^[%w+.-]+", at) or fail(at)
  local value = WORDS[word]
  if value == nil and word ~= "null" then
    value = tonumber(word) or fail(at)
  end
  return value, at + #word
end

--- The value of a text; nil and the reason where it is no JSON.
function json.decode(text)
  local fine, value, behind = pcall(read, text, 1, 0)
  if not fine then
    return nil, type(value) == "table" and value.json or tostring(value)
  elseif skip(text, behind) <= #text then
    return nil, "no JSON at byte " .. behind
  end
  return value
end

return json
