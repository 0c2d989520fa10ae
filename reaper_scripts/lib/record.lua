-- @noindex
-- Flat tables as one line of text and back: REAPER keeps one line for each key.

local record = {}

local function escaped(text)
  return (tostring(text):gsub("[^%w%-_. /:,#]", function(one)
    return string.format("%%%02X", one:byte())
  end))
end

local function plain(text)
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

--- One line, the keys in their order.
function record.encode(values)
  local keys, parts = {}, {}
  for key in pairs(values) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for index, key in ipairs(keys) do
    parts[index] = escaped(key) .. "=" .. escaped(values[key])
  end
  return table.concat(parts, "&")
end

--- The table of a line; every value is a text.
function record.decode(line)
  local values = {}
  for key, value in line:gmatch("([^&=]+)=([^&]*)") do
    values[plain(key)] = plain(value)
  end
  return values
end

return record
