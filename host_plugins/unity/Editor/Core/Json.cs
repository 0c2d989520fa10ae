using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace FoleyBridge
{
    /// <summary>JSON to plain values and back: objects are dictionaries, lists are lists, numbers long or double.</summary>
    public sealed class Json
    {
        const int Deepest = 32;

        readonly string text;
        int at;

        Json(string text)
        {
            this.text = text;
        }

        /// <summary>The value of this text; a FormatException where it is not JSON.</summary>
        public static object Parse(string text)
        {
            var reader = new Json(text);
            object value = reader.Value(0);
            reader.Space();
            return reader.at == text.Length ? value : throw reader.Wrong();
        }

        /// <summary>The text of a value.</summary>
        public static string Write(object value)
        {
            var into = new StringBuilder();
            Write(into, value, "\n");
            return into.Append('\n').ToString();
        }

        static void Write(StringBuilder into, object value, string line)
        {
            if (value is IDictionary<string, object>) WriteObject(into, (IDictionary<string, object>)value, line);
            else if (value is IList<object>) WriteList(into, (IList<object>)value, line);
            else if (value is string) WriteString(into, (string)value);
            else if (value is bool) into.Append((bool)value ? "true" : "false");
            else if (value is float) into.Append(((float)value).ToString("R", CultureInfo.InvariantCulture));
            else if (value is double) into.Append(((double)value).ToString("R", CultureInfo.InvariantCulture));
            else into.Append(value == null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        static void WriteObject(StringBuilder into, IDictionary<string, object> value, string line)
        {
            string separator = "{";
            foreach (KeyValuePair<string, object> pair in value)
            {
                into.Append(separator).Append(line).Append("  ");
                WriteString(into, pair.Key);
                into.Append(": ");
                Write(into, pair.Value, line + "  ");
                separator = ",";
            }
            into.Append(value.Count == 0 ? "{}" : line + "}");
        }

        static void WriteList(StringBuilder into, IList<object> value, string line)
        {
            string separator = "[";
            foreach (object one in value)
            {
                into.Append(separator).Append(line).Append("  ");
                Write(into, one, line + "  ");
                separator = ",";
            }
            into.Append(value.Count == 0 ? "[]" : line + "]");
        }

        static void WriteString(StringBuilder into, string value)
        {
            into.Append('"');
            foreach (char c in value)
                if (c == '"' || c == '\\') into.Append('\\').Append(c);
                else if (c < ' ') into.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else into.Append(c);
            into.Append('"');
        }

        object Value(int depth)
        {
            Space();
            if (depth > Deepest || at == text.Length) throw Wrong();
            switch (text[at])
            {
                case '{': return Object(depth);
                case '[': return List(depth);
                case '"': return String();
                case 't': return Word("true", true);
                case 'f': return Word("false", false);
                case 'n': return Word("null", null);
                default: return Number();
            }
        }

        object Object(int depth)
        {
            var found = new Dictionary<string, object>();
            for (at++; !Took('}');)
            {
                if (found.Count > 0) Take(',');
                Space();
                string key = String();
                Take(':');
                found[key] = Value(depth + 1);
            }
            return found;
        }

        object List(int depth)
        {
            var found = new List<object>();
            for (at++; !Took(']');)
            {
                if (found.Count > 0) Take(',');
                found.Add(Value(depth + 1));
            }
            return found;
        }

        string String()
        {
            if (at == text.Length || text[at] != '"') throw Wrong();
            var found = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                char c = text[at];
                if (c == '"')
                {
                    at++;
                    return found.ToString();
                }
                if (c < ' ') throw Wrong();
                found.Append(c == '\\' ? Escaped() : c);
            }
            throw Wrong();
        }

        char Escaped()
        {
            if (++at == text.Length) throw Wrong();
            int plain = "\"\\/bfnrt".IndexOf(text[at]);
            if (plain >= 0) return "\"\\/\b\f\n\r\t"[plain];
            ushort code;
            if (text[at] != 'u' || at + 4 >= text.Length || !ushort.TryParse(text.Substring(at + 1, 4),
                    NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)) throw Wrong();
            at += 4;
            return (char)code;
        }

        object Number()
        {
            int start = at;
            while (at < text.Length && "+-.0123456789eE".IndexOf(text[at]) >= 0) at++;
            string digits = text.Substring(start, at - start);
            long whole;
            double number;
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)) return whole;
            if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return number;
            throw Wrong();
        }

        object Word(string word, object value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Wrong();
            at += word.Length;
            return value;
        }

        bool Took(char wanted)
        {
            Space();
            if (at == text.Length || text[at] != wanted) return false;
            at++;
            return true;
        }

        void Take(char wanted)
        {
            if (!Took(wanted)) throw Wrong();
        }

        void Space()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0) at++;
        }

        FormatException Wrong()
        {
            return new FormatException("This is no JSON at character " + at + ".");
        }
    }
}
