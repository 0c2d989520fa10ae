-- Small files, read and replaced whole, with nothing but io and os.

local disk = {}

-- The file's bytes; nil where it cannot be read.
function disk.read(path)
  local file = io.open(path, "rb")
  if not file then
    return nil
  end
  local data = file:read("a")
  file:close()
  return data
end

function disk.is_there(path)
  local file = io.open(path, "rb")
  if file then
    file:close()
  end
  return file ~= nil
end

-- Whether the file is there under its final name, with all of its bytes; never half of them.
function disk.write(path, data, half)
  half = half or path .. ".tmp"
  local file = io.open(half, "wb")
  if not file then
    return false
  end
  local written = file:write(data)
  local closed = file:close() -- what a full disk refuses is told here
  if written and closed and (os.rename(half, path) or (os.remove(path) and os.rename(half, path))) then
    return true
  end
  os.remove(half)
  return false
end

function disk.append(path, data)
  local file = io.open(path, "ab")
  if not file then
    return false
  end
  local written = file:write(data)
  return file:close() and written ~= nil
end

return disk
