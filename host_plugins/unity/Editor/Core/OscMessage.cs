using System;
using System.Collections.Generic;

namespace FoleyBridge
{
    /// <summary>One OSC message; its arguments are int, float and string, as the protocol's i, f and s.</summary>
    public sealed class OscMessage
    {
        public readonly string Address;
        public readonly IReadOnlyList<object> Arguments;

        public OscMessage(string address, params object[] arguments)
        {
            Address = address;
            Arguments = arguments;
        }

        /// <summary>The whole number at this place; an OscException where there is none.</summary>
        public int Int(int at)
        {
            object value = At(at);
            if (value is int) return (int)value;
            if (value is float && (float)value == Math.Floor((float)value)) return (int)(float)value;
            throw Unfit(at, "a whole number");
        }

        /// <summary>The number at this place; an OscException where there is none.</summary>
        public float Float(int at)
        {
            object value = At(at);
            if (value is float) return (float)value;
            if (value is int) return (int)value;
            throw Unfit(at, "a number");
        }

        /// <summary>The string at this place; an OscException where there is none.</summary>
        public string Text(int at)
        {
            return At(at) as string ?? throw Unfit(at, "a string");
        }

        object At(int at)
        {
            return at < Arguments.Count ? Arguments[at] : throw Unfit(at, "an argument");
        }

        OscException Unfit(int at, string wanted)
        {
            return new OscException(Address + " should have " + wanted + " as argument " + at + ".");
        }
    }

    /// <summary>Bytes that are no OSC packet, or a message that OSC cannot carry.</summary>
    public sealed class OscException : Exception
    {
        public OscException(string message) : base(message) { }
    }
}
