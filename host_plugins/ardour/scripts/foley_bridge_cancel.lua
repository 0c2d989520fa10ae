ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Cancel",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Shows what Foley Bridge is at work on for this session, and stops one request or all.]],
}

function factory()
  local disk = (function()
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
  end)()

  local record = (function()
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
  end)()

  local desk_files = (function()
  -- The files of a session by which actions and the listening hook, each an interpreter of its own, know of each other.

  local desk_files = {}

  desk_files.REQUESTS, desk_files.WISHES = "foley-bridge.requests", "foley-bridge.wishes"

  desk_files.UNHEARD = 'Nobody listens to the requests of this session. Add the hook "Foley Bridge: Listen" in '
    .. "Edit > Lua Scripts > Script Manager, under Action Hooks: what was asked for then goes on."

  -- What was written for the daemon to read is not needed once the request is settled. Nothing else is ever removed.
  function desk_files.remove_guide(fields)
    local path = fields.path or ""
    if path:sub(-#fields.id - 4) == fields.id .. ".wav" and path:match("[/\\]foley%-bridge%-[^/\\]+$") then
      os.remove(path)
    end
  end

  return desk_files
  end)()

  local people = (function()
  -- Sentences for people, in a small window.

  local people = {}

  function people.tell(text)
    print("Foley Bridge: " .. text) -- into Window > Log too
    LuaDialog.Message("Foley Bridge", text, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close):run()
  end

  return people
  end)()

  local function line(at, fields)
    local state = "waits"
    if fields.stage == "placed" then
      state = "is there: save the session"
    elseif fields.fraction then
      state = ("%d %%"):format(math.floor(100 * tonumber(fields.fraction)))
    end
    return at .. " · " .. fields.prompt .. " · " .. state
  end

  return function()
    local folder = Session:path() .. "/"
    local open = record.lines(disk.read(folder .. desk_files.REQUESTS) or "")
    if #open == 0 then
      people.tell(disk.is_there(folder .. desk_files.WISHES) and desk_files.UNHEARD or "Nothing is at work for this session.")
      return
    end
    local ids, all = {}, {}
    for at, one in ipairs(open) do
      ids[line(at, one[2])] = one[2].id
      all[at] = one[2].id
    end
    ids["all of them"] = table.concat(all, " ")
    local said = LuaDialog.Dialog("Foley Bridge: Cancel", {
      { type = "dropdown", key = "ids", title = "Stop", values = ids, default = "all of them" },
    }):run()
    for id in (said and said.ids or ""):gmatch("%S+") do
      disk.append(folder .. desk_files.WISHES, record.line("cancel", { id = id }))
    end
  end
end
