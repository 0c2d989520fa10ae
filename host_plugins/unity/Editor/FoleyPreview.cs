using System;
using System.IO;
using System.Reflection;
using UnityEditor;
using UnityEngine;

namespace FoleyBridge
{
    /// <summary>Plays a sound that is not in the project yet.</summary>
    public static class FoleyPreview
    {
        static AudioClip last;

        /// <summary>Play a file in the editor, or in the system's player where this editor has no preview of the kind
        /// that is known here. An IOException where the file is no sound.</summary>
        public static void Play(string file)
        {
            WavSound sound = WavSound.Read(file);
            MethodInfo play = Method("PlayPreviewClip", typeof(AudioClip), typeof(int), typeof(bool));
            if (play == null)
            {
                EditorUtility.OpenWithDefaultApp(file);
                return;
            }
            MethodInfo stop = Method("StopAllPreviewClips");
            if (stop != null) stop.Invoke(null, new object[0]);
            int length = sound.Samples.Length / sound.Channels;
            AudioClip clip = AudioClip.Create(Path.GetFileName(file), length, sound.Channels, sound.Rate, false);
            clip.SetData(sound.Samples, 0);
            if (last != null) UnityEngine.Object.DestroyImmediate(last);
            last = clip;
            play.Invoke(null, new object[] { clip, 0, false });
        }

        // Unity plays previews by a class that it does not publish.
        static MethodInfo Method(string name, params Type[] arguments)
        {
            Type audio = typeof(AudioImporter).Assembly.GetType("UnityEditor.AudioUtil");
            return audio == null ? null : audio.GetMethod(name, BindingFlags.Static | BindingFlags.Public, null,
                arguments, null);
        }
    }
}
