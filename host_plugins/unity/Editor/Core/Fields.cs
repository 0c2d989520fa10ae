using System;
using System.Collections.Generic;
using System.Linq;

namespace FoleyBridge
{
    /// <summary>A JSON object whose values are read by their type; a FormatException where they have another.</summary>
    public sealed class Fields
    {
        readonly IDictionary<string, object> values;

        public Fields(object value)
        {
            values = value as IDictionary<string, object> ?? throw new FormatException("An object is expected.");
        }

        public int Int(string name)
        {
            object value = Value(name);
            return value is long && (long)value == (int)(long)value ? (int)(long)value : throw Wrong(name);
        }

        public float Float(string name)
        {
            object value = Value(name);
            return value is double ? (float)(double)value : value is long ? (long)value : throw Wrong(name);
        }

        public bool Bool(string name)
        {
            object value = Value(name);
            return value is bool ? (bool)value : throw Wrong(name);
        }

        public string Text(string name)
        {
            return Value(name) as string ?? throw Wrong(name);
        }

        /// <summary>A list of objects.</summary>
        public List<Fields> List(string name)
        {
            var list = Value(name) as List<object> ?? throw Wrong(name);
            return list.Select(one => new Fields(one)).ToList();
        }

        public object Value(string name)
        {
            object value;
            return values.TryGetValue(name, out value) ? value : throw Wrong(name);
        }

        static FormatException Wrong(string name)
        {
            return new FormatException("'" + name + "' is missing or of another type.");
        }
    }
}
