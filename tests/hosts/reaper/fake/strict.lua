-- Wraps functions so that they can be called only as the facts in signatures.txt say: name, arity, types, kinds of
-- handles.

local strict = {}

local function parse_list(text, named)
  local list = {}
  for part in text:gmatch("[^,]+") do
    local kind = named and part:match(":%s*(%S+)") or part:match("(%S+)")
    local optional = kind:sub(-1) == "?"
    list[#list + 1] = { kind = kind:gsub("%?$", ""), optional = optional }
  end
  return list
end

--- name -> { arguments, results } of the file's lines.
function strict.read(file)
  local facts = {}
  for line in io.lines(file) do
    if not line:match("^#") and line:match("%S") then
      local name, arguments, results = line:match("^([%w_.]+)%((.-)%)%s*(.*)$")
      assert(name, "not a signature: " .. line)
      results = results:match("^%->%s*(.+)$") or ""
      facts[name] = { arguments = parse_list(arguments, true), results = parse_list(results, false) }
    end
  end
  return facts
end

local function is_whole(value)
  return type(value) == "number" and math.tointeger(value) ~= nil
end

-- `handles` says of a value which kind of handle it is, and whether REAPER would still know it.
local function refusal(value, fact, handles)
  if value == nil then
    return not (fact.optional or fact.kind == "project" or fact.kind == "any") and "it is missing" or nil
  end
  local kind, alive = handles(value)
  if fact.kind == "any" then
    return nil
  elseif fact.kind == "project" then
    return not (value == 0 or kind == "ReaProject" and alive) and "it is no open project" or nil
  elseif fact.kind == "integer" then
    return not is_whole(value) and "it is no whole number" or nil
  elseif fact.kind:match("^%l") then
    return type(value) ~= fact.kind and "it is a " .. type(value) or nil
  elseif kind ~= fact.kind then
    return "it is a " .. (kind or type(value))
  end
  return not alive and "REAPER does not know it any more" or nil
end

local function checked(name, fact, work, handles)
  local function check(values, list, side)
    for index, one in ipairs(list) do
      local reason = refusal(values[index], one, handles)
      if reason then
        error(("%s: %s %d should be %s, but %s"):format(name, side, index, one.kind, reason), 3)
      end
    end
    if values.n > #list then
      error(("%s: %d %ss instead of %d"):format(name, values.n, side, #list), 3)
    end
  end
  return function(...)
    check(table.pack(...), fact.arguments, "argument")
    local results = table.pack(work(...))
    while results.n < #fact.results do
      results.n = results.n + 1
    end
    check(results, fact.results, "result")
    return table.unpack(results, 1, #fact.results)
  end
end

--- A table of the functions whose facts begin with `prefix`; anything else in it is an error.
function strict.table(facts, prefix, works, handles)
  local functions = {}
  for name, fact in pairs(facts) do
    local own = prefix == "" and not name:find(".", 1, true) and name
      or prefix ~= "" and name:match("^" .. prefix .. "%.(.+)$")
    if own then
      functions[own] = checked(name, fact, assert(works[own], "the fake lacks " .. name), handles)
    end
  end
  return setmetatable({}, {
    __index = function(_, name)
      return functions[name] or error("REAPER has no " .. prefix .. " " .. tostring(name), 2)
    end,
    __newindex = function(_, name)
      error("nothing may be put into " .. prefix .. " " .. tostring(name), 2)
    end,
  })
end

return strict
