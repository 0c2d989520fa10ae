ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Cancel",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Shows what Foley Bridge is at work on for this session, and stops one request or all.]],
}

function factory()
  --@ disk record desk_files people

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
