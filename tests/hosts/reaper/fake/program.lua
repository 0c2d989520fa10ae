-- The driver under the `lua5.4` program: lines in, lines out. The disk is Debian's lua-filesystem, the clock
-- LuaSocket's.

local here = arg[0]:match("^(.*/)") or "./"
package.path = here .. "?.lua;" .. package.path

local lfs = require("lfs")
local socket = require("socket.core")
local driver = require("driver")

local function make_folder(path)
  local made = ""
  for part in path:gmatch("/[^/]+") do
    made = made .. part
    lfs.mkdir(made)
  end
  return lfs.attributes(path, "mode") == "directory"
end

driver.begin(arg[1], {
  list = function(path)
    local names = {}
    if lfs.attributes(path, "mode") == "directory" then
      for name in lfs.dir(path) do
        if lfs.attributes(path .. "/" .. name, "mode") == "file" then
          names[#names + 1] = name
        end
      end
    end
    return names
  end,
  make_folder = make_folder,
  is_file = function(path)
    return lfs.attributes(path, "mode") == "file"
  end,
  now_s = socket.gettime,
})
package.loaded["socket.core"] = nil -- the scripts load it themselves

for line in io.lines() do
  io.write(driver.command(line), "\n")
  io.flush()
end
