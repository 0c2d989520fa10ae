-- @noindex
-- Which sound comes at which place: dealt like cards, all of them before any comes again, none twice in a row; how loud
-- and how fast it is played there.

local dealing = {}

local GAIN_MOST_DB = 12
local HUMAN_DB, HUMAN_CENTS = 1.5, 35 -- standard deviations at full variation

-- Whole numbers below what is asked for, the same ones for the same name.
local function chance(name)
  local state = 1
  for at = 1, #name do
    state = (state * 31 + name:byte(at)) % 0x7fffffff
  end
  return function(count)
    state = (state * 48271) % 0x7fffffff
    return state % count
  end
end

--- A list of `places` numbers from 1 to `sounds`; the same for the same name.
function dealing.deal(sounds, places, name)
  local below = chance(name)
  local dealt, deck = {}, {}
  for place = 1, places do
    if #deck == 0 then
      for card = 1, sounds do
        deck[card] = card
      end
    end
    local at = below(#deck) + 1
    if deck[at] == dealt[place - 1] and #deck > 1 then
      at = at % #deck + 1
    end
    dealt[place] = table.remove(deck, at)
  end
  return dealt
end

--- How each of `places` hits differs from the others, as it does when a person does it again: {louder, higher} in
-- standard deviations, at most two; the same for the same name, and apart from what is dealt.
function dealing.deviations(places, name)
  local below, found = chance("human " .. name), {}
  local function normal()
    local sum = 0
    for _ = 1, 12 do -- twelve even numbers are as good as normal
      sum = sum + below(1000000) / 1000000
    end
    return math.max(-2, math.min(2, sum - 6))
  end
  for place = 1, places do
    found[place] = { louder = normal(), higher = normal() }
  end
  return found
end

--- Decibels and speed of a hit: `strength` over 0 to 1, weaker ones down to -`range` dB; `human` 0 to 1 is how much it
-- deviates beyond that; `share` is its sound's peak beside the highest of all, which is made up for.
function dealing.played(strength, share, range, human, deviation)
  local level_db = math.max(-range, 20 * math.log(strength, 10)) + human * HUMAN_DB * deviation.louder
  local gain_db = math.min(GAIN_MOST_DB, level_db - 20 * math.log(share, 10))
  return gain_db, 2 ^ (human * HUMAN_CENTS * deviation.higher / 1200)
end

return dealing
