-- A record in one line of text: a kind, then name=value separated by tabs, whatever the values hold.

local record = {}

local function escaped(text)
  return (text:gsub("[%c%%=]", function(sign)
    return ("%%%02X"):format(sign:byte())
  end))
end

local function plain(text)
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- Of a table of texts; names in order, so that the same table is always the same line.
function record.line(kind, fields)
  local names = {}
  for name in pairs(fields) do
    names[#names + 1] = name
  end
  table.sort(names)
  local parts = { kind }
  for _, name in ipairs(names) do
    parts[#parts + 1] = name .. "=" .. escaped(tostring(fields[name]))
  end
  return table.concat(parts, "\t") .. "\n"
end

-- A list of {kind, fields}; the last line counts only with its end, since a writer may have been stopped in it.
function record.lines(text)
  local found = {}
  for line in text:gmatch("([^\n]*)\n") do
    local kind, rest = line:match("^(%l+)(.*)$")
    if kind then
      local fields = {}
      for name, value in rest:gmatch("\t(%w+)=([^\t]*)") do
        fields[name] = plain(value)
      end
      found[#found + 1] = { kind, fields }
    end
  end
  return found
end

return record
