using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using UnityEditor;
using UnityEngine;

namespace FoleyBridge
{
    /// <summary>The window: what is wanted above, what became of it below.</summary>
    public sealed class FoleyWindow : EditorWindow
    {
        const float Shortest = 0.1f, Longest = 180f;
        const int Most = 16;

        // Serialized, so that a domain reload keeps what was typed.
        [SerializeField] string prompt = "";
        [SerializeField] float seconds = 2f;
        [SerializeField] int count = 4;
        [SerializeField] string seed = "";
        Vector2 scroll;
        string trouble = "";
        int shown = -1;
        Action pressed;

        [MenuItem("Window/Audio/Foley Bridge")]
        public static void Open()
        {
            GetWindow<FoleyWindow>("Foley Bridge").Show();
        }

        void OnEnable()
        {
            FoleyHost.Windows++;
            EditorApplication.update += RepaintWhenNew;
        }

        void OnDisable()
        {
            FoleyHost.Windows--;
            EditorApplication.update -= RepaintWhenNew;
        }

        void RepaintWhenNew()
        {
            int version = FoleyHost.Client.Version * 3 + (int)FoleyHost.Client.Link;
            if (version == shown) return;
            shown = version;
            Repaint();
        }

        void OnGUI()
        {
            DrawWish();
            DrawTrouble();
            scroll = EditorGUILayout.BeginScrollView(scroll);
            foreach (FoleyRequest request in FoleyHost.Client.Requests.ToArray()) DrawRequest(request);
            EditorGUILayout.EndScrollView();
            // Only now, since what is drawn must not change between Unity's layout and its event.
            Action wanted = pressed;
            pressed = null;
            if (wanted == null) return;
            wanted();
            Repaint();
        }

        void Button(string label, Action action)
        {
            if (GUILayout.Button(label)) pressed = action;
        }

        void DrawWish()
        {
            prompt = EditorGUILayout.TextField("Prompt", prompt);
            seconds = EditorGUILayout.Slider("Seconds", seconds, Shortest, Longest);
            count = EditorGUILayout.IntSlider("Count", count, 1, Most);
            seed = EditorGUILayout.TextField("Seed (empty: drawn)", seed);
            using (new EditorGUI.DisabledScope(prompt.Trim().Length == 0))
                Button("Generate", Generate);
        }

        void Generate()
        {
            int number = FoleyRequest.NoSeed;
            trouble = "";
            if (seed.Trim().Length > 0 && (!int.TryParse(seed.Trim(), out number) || number < 0))
                trouble = "A seed is a whole number from 0 to " + int.MaxValue + ", or empty.";
            else
                FoleyHost.Client.Generate(prompt, seconds, count, number);
        }

        void DrawTrouble()
        {
            if (FoleyHost.Client.LinkTrouble.Length > 0)
                EditorGUILayout.HelpBox(FoleyHost.Client.LinkTrouble, MessageType.Warning);
            if (FoleyHost.Client.LinkTrouble == DaemonLink.NotRunning) Button("Start it", StartDaemon);
            if (FoleyHost.Client.Trouble.Length > 0)
                EditorGUILayout.HelpBox(FoleyHost.Client.Trouble, MessageType.Error);
            if (trouble.Length > 0) EditorGUILayout.HelpBox(trouble, MessageType.Error);
        }

        void StartDaemon()
        {
            try
            {
                var start = new ProcessStartInfo("foley-bridge", "serve") { UseShellExecute = false, CreateNoWindow = true };
                Process.Start(start);
                trouble = "";
            }
            catch (Win32Exception)
            {
                trouble = "The command foley-bridge is not on this editor's path. Start it in a terminal with: "
                    + "foley-bridge serve";
            }
        }

        void DrawRequest(FoleyRequest request)
        {
            EditorGUILayout.LabelField(request.Prompt, Said(request));
            if (!request.Final)
            {
                Rect bar = EditorGUILayout.GetControlRect();
                EditorGUI.ProgressBar(bar, request.Fraction, request.Stage);
                using (new EditorGUI.DisabledScope(request.CancelAsked))
                    Button("Cancel", () => FoleyHost.Client.Cancel(request));
            }
            foreach (Candidate candidate in request.Candidates.ToArray()) DrawCandidate(request, candidate);
            GUILayout.BeginHorizontal();
            bool offered = request.Candidates.Any(one => one.State == CandidateState.Offered);
            if (offered) Button("Import all", () => FoleyHost.Client.ImportAll(request));
            if (request.Final) Button("Remove from list", () => FoleyHost.Client.Dismiss(request));
            GUILayout.EndHorizontal();
        }

        void DrawCandidate(FoleyRequest request, Candidate candidate)
        {
            GUILayout.BeginHorizontal();
            string score = candidate.Score < -1 ? "" : " · " + candidate.Score.ToString("0.00");
            string below = candidate.Passed ? "" : " · below the threshold";
            EditorGUILayout.LabelField(candidate.Rank + score + below, Said(candidate));
            Button("Listen", () => Listen(candidate));
            if (candidate.State == CandidateState.Offered)
                Button("Import", () => FoleyHost.Client.Import(request, candidate));
            GUILayout.EndHorizontal();
        }

        void Listen(Candidate candidate)
        {
            try
            {
                FoleyPreview.Play(candidate.Path);
                trouble = "";
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                trouble = error.Message;
            }
        }

        static string Said(FoleyRequest request)
        {
            switch (request.Phase)
            {
                case RequestPhase.Waiting: return "waits for Foley Bridge";
                case RequestPhase.Accepted: return request.CancelAsked ? "is being cancelled" : "is being made";
                case RequestPhase.Done: return request.Text.Length == 0 ? "done" : "done: " + request.Text;
                default: return request.Text;
            }
        }

        static string Said(Candidate candidate)
        {
            switch (candidate.State)
            {
                case CandidateState.Offered: return "not imported";
                case CandidateState.Copied: return "imported, not confirmed yet";
                default: return "imported";
            }
        }
    }
}
