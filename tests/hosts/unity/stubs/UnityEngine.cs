// What the plug-in uses of UnityEngine, with the signatures that Unity documents; the rest is not there on purpose.
using System;
using FoleyBridge.Fake;

namespace UnityEngine
{
    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute { }

    public struct Vector2
    {
        public float x, y;
    }

    public struct Rect
    {
        public float x, y, width, height;
    }

    public class Object
    {
        public string name { get; set; }

        public static void DestroyImmediate(Object obj) { }
    }

    public class ScriptableObject : Object { }

    public static class Application
    {
        public static string dataPath
        {
            get { return Editor.Assets; }
        }
    }

    public sealed class AudioClip : Object
    {
        public int samples { get; private set; }
        public int channels { get; private set; }
        public int frequency { get; private set; }

        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream)
        {
            if (lengthSamples <= 0 || channels <= 0 || frequency <= 0 || stream) throw new ArgumentException(name);
            return new AudioClip { name = name, samples = lengthSamples, channels = channels, frequency = frequency };
        }

        public bool SetData(float[] data, int offsetSamples)
        {
            if (data.Length != samples * channels || offsetSamples != 0) throw new ArgumentException(name);
            return true;
        }
    }

    public sealed class GUILayoutOption
    {
        GUILayoutOption() { }
    }

    public static class GUILayout
    {
        public static bool Button(string text, params GUILayoutOption[] options)
        {
            return Screen.Button(text);
        }

        public static void BeginHorizontal(params GUILayoutOption[] options)
        {
            Screen.Begin("horizontal");
        }

        public static void EndHorizontal()
        {
            Screen.End("horizontal");
        }
    }
}
