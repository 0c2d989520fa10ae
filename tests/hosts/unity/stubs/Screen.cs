// The person and the screen behind the stubs: what is drawn, what is typed, what is pressed.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("UnityEditor")]
[assembly: InternalsVisibleTo("Driver")]

namespace FoleyBridge.Fake
{
    internal static class Editor
    {
        static readonly Stopwatch clock = Stopwatch.StartNew();

        public static string Assets;
        public static object Window;
        public static readonly List<string> Said = new List<string>(); // what Unity was asked to do

        public static double Seconds
        {
            get { return clock.Elapsed.TotalSeconds; }
        }

        public static void Say(string what)
        {
            Said.Add(what);
        }
    }

    internal static class Screen
    {
        static readonly Stack<string> groups = new Stack<string>();
        static bool drawing, layout;

        public static bool Disabled;
        public static string Press; // the button that is pressed next
        public static readonly Dictionary<string, string> Typed = new Dictionary<string, string>();
        public static List<string> Lines = new List<string>();

        // Unity calls OnGUI twice, for the layout and for the event, and both must draw the same controls.
        public static void Draw(Action window)
        {
            layout = true;
            List<string> planned = Pass(window);
            layout = false;
            List<string> drawn = Pass(window);
            if (drawn.Count != planned.Count)
                throw new InvalidOperationException("the layout had " + planned.Count + " controls, the event "
                    + drawn.Count);
        }

        public static bool Button(string text)
        {
            Label("[" + text + "]" + (Disabled ? " disabled" : ""));
            if (layout || Press != text || Disabled) return false;
            Press = null;
            return true;
        }

        public static string Field(string label, string value)
        {
            string typed;
            if (layout || !Typed.TryGetValue(label, out typed)) typed = value;
            else Typed.Remove(label);
            Label(label + " = " + typed);
            return typed;
        }

        public static void Label(string text)
        {
            if (!drawing) throw new InvalidOperationException("drawn outside of OnGUI: " + text);
            Lines.Add(text);
        }

        public static void Begin(string group)
        {
            Label(group);
            groups.Push(group);
        }

        public static void End(string group)
        {
            if (groups.Count == 0 || groups.Pop() != group) throw new InvalidOperationException(group + " ends too soon");
        }

        static List<string> Pass(Action window)
        {
            Lines = new List<string>();
            drawing = true;
            window();
            drawing = false;
            if (groups.Count > 0 || Disabled) throw new InvalidOperationException("a group is not ended");
            return Lines;
        }
    }
}
